// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    String client = "http://127.0.0.1:" + PORT;
    String peer = "http://127.0.0.1:" + (PORT + 1);
    return bench.start(
        "etcd",
        List.of(
            "etcd",
            "--data-dir=" + bench.file("etcd"),
            "--listen-client-urls=" + client,
            "--advertise-client-urls=" + client,
            "--listen-peer-urls=" + peer,
            "--initial-advertise-peer-urls=" + peer,
            "--initial-cluster=default=" + peer,
            "--auto-compaction-mode=periodic",
            "--auto-compaction-retention=5m"),
        Map.of("ETCD_UNSUPPORTED_ARCH", "arm64"));
  }

  /** The settings of an exporter that stores its clients there, below {@code prefix}. */
  static Map<String, String> settings(String prefix) {
    return Map.of(
        "NETCHECK_STORE", "etcd:http://127.0.0.1:" + PORT, "NETCHECK_ETCD_PREFIX", prefix);
  }
}
