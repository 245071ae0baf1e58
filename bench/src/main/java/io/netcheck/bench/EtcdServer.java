// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An etcd for measured exporters, on the disk of this machine. */
final class EtcdServer {
  private static final int PORT = 12_379;

  private EtcdServer() {}

  static boolean isInstalled() {
    return Stream.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "etcd")));
  }

  static MeasuredProcess start(BenchmarkProcesses bench) throws IOException {
    List<String> command =
        new ArrayList<>(
            io.netcheck.testing.EtcdServer.command(
                bench.file("etcd"), "http://127.0.0.1:" + PORT, PORT + 1));
    command.addAll(List.of("--auto-compaction-mode=periodic", "--auto-compaction-retention=5m"));
    return bench.start("etcd", command, io.netcheck.testing.EtcdServer.ENVIRONMENT);
  }

  /** One of its own metrics, all series together. */
  static double metric(String name) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), PORT);
    try (HttpConnection connection = new HttpConnection(address)) {
      String page = new String(connection.ask(HttpConnection.get("/metrics")).body(), UTF_8);
      return page.lines()
          .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }

  /** The settings of an exporter that stores its clients there, below {@code prefix}. */
  static Map<String, String> settings(String prefix) {
    return Map.of(
        "NETCHECK_STORE", "etcd:http://127.0.0.1:" + PORT, "NETCHECK_ETCD_PREFIX", prefix);
  }
}
