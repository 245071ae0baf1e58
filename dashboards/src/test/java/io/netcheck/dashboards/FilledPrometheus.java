// SPDX-License-Identifier: Apache-2.0
package io.netcheck.dashboards;

import io.netcheck.testing.FreePort;
import io.netcheck.testing.ProgramRun;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A real Prometheus with the samples of a file and no targets. */
final class FilledPrometheus implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Process process;
  private final URI url;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  /**
   * Starts Prometheus.
   *
   * @param samples in the OpenMetrics text format, with timestamps
   */
  FilledPrometheus(Path folder, Path samples) throws IOException, InterruptedException {
    Path data = folder.resolve("data");
    ProgramRun.output(
        folder,
        "",
        List.of(
            "promtool",
            "tsdb",
            "create-blocks-from",
            "openmetrics",
            "--quiet",
            samples.toString(),
            data.toString()));
    Path config = Files.writeString(folder.resolve("prometheus.yml"), "scrape_configs: []\n");
    int port = FreePort.get();
    url = URI.create("http://127.0.0.1:" + port);
    process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + data,
                "--web.listen-address=127.0.0.1:" + port,
                "--query.timeout=5m")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
  }

  boolean isReady() throws InterruptedException {
    try {
      return !get("/-/ready").isEmpty();
    } catch (IOException _) {
      return false;
    }
  }

  String get(String pathAndQuery) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(url + pathAndQuery)).timeout(PATIENCE).build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() >= 500) {
      throw new IOException("status " + response.statusCode() + ": " + response.body());
    }
    return response.body();
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
    process.destroyForcibly();
  }
}
