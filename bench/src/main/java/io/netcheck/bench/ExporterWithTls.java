// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Measures the cost of an exporter with 5,000 agents that use TLS and a token. */
final class ExporterWithTls implements Benchmark {
  private static final int AGENTS = 5_000;
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /** All agents connect, and get the last list of peers. */
  private static final Duration WARM_UP = Duration.ofSeconds(60);

  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final String HEADER = "Authorization: Bearer " + TOKEN + "\r\n";

  @Override
  public String name() {
    return "exporter-tls";
  }

  @Override
  public String question() {
    return "CPU, memory and handshakes of an exporter of 5,000 agents with TLS and a token";
  }

  @Override
  public List<Measurement> run(BenchmarkProcesses bench) throws IOException, InterruptedException {
    String what = "exporter, 5,000 agents with TLS and a token: ";
    if (!isCertificateMade(bench)) {
      return List.of(Measurement.missing(what + "CPU of one core", "needs openssl"));
    }
    Path web = bench.file("web.yml");
    Files.writeString(web, "tls_server_config:\n  cert_file: server.pem\n  key_file: server.key\n");
    Path token = Files.writeString(bench.file("token"), TOKEN + "\n");
    InetSocketAddress address = BenchmarkProcesses.loopback(2, 2, 18_080);
    Map<String, String> settings =
        Map.of(
            "NETCHECK_PEER_LIMIT",
            "24",
            "NETCHECK_AUTH",
            "token",
            "NETCHECK_AUTH_TOKEN_FILE",
            token.toString(),
            "NETCHECK_WEB_CONFIG_FILE",
            web.toString());
    try (MeasuredProcess exporter = bench.exporter(address, settings);
        AgentLoad crowd =
            bench.own(
                new AgentLoad(
                    address,
                    AGENTS,
                    number -> new SimulatedAgent(number, true, HEADER),
                    HttpConnection.overTls()))) {
      crowd.pace(INTERVAL);
      Thread.sleep(WARM_UP);
      List<Measurement> figures = new ArrayList<>();
      long openedBefore = crowd.opened();
      long begin = System.nanoTime();
      new SteadyLoad(what, exporter, crowd).measure(40, figures);
      double seconds = (System.nanoTime() - begin) / 1e9;
      figures.add(
          Measurement.atMost(
              what + "handshakes a second", (crowd.opened() - openedBefore) / seconds, 1, ""));
      figures.add(
          Measurement.atMost(what + "RSS, at its most", exporter.peakMebibytes(), 256, "MiB"));
      return figures;
    }
  }

  private static boolean isCertificateMade(BenchmarkProcesses bench)
      throws IOException, InterruptedException {
    ProcessBuilder openssl =
        new ProcessBuilder(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=bench",
            "-keyout",
            bench.file("server.key").toString(),
            "-out",
            bench.file("server.pem").toString());
    openssl.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    try {
      Process process = openssl.start();
      return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException _) {
      return false;
    }
  }
}
