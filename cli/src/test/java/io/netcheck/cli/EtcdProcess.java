// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.testing.ProgramRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A real etcd on loopback. */
final class EtcdProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);

  private final Path folder;
  private final String url;
  private final int port = ExporterProcess.freePort();
  private final List<String> flags;
  private final List<String> ctlFlags = new ArrayList<>();
  private Process process;

  /**
   * @param scheme {@code http} or {@code https}
   */
  EtcdProcess(Path folder, String scheme, List<String> flags) throws IOException {
    this.folder = folder;
    this.url = scheme + "://127.0.0.1:" + port;
    this.flags = flags;
  }

  /** What {@link #ctl} needs to be let in. */
  void ctlFlags(String... more) {
    ctlFlags.addAll(Arrays.asList(more));
  }

  EtcdProcess start() throws IOException, InterruptedException {
    String peer = "http://127.0.0.1:" + ExporterProcess.freePort();
    List<String> command =
        new ArrayList<>(
            List.of(
                "etcd",
                "--data-dir=" + folder.resolve("etcd"),
                "--listen-client-urls=" + url,
                "--advertise-client-urls=" + url,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=default=" + peer,
                "--unsafe-no-fsync"));
    command.addAll(flags);
    Path log = folder.resolve("etcd.log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("ETCD_UNSUPPORTED_ARCH", "arm64");
    process = builder.start();
    long deadline = System.nanoTime() + START.toNanos();
    while (!isListening()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IOException("etcd: " + Files.readString(log));
      }
      Thread.sleep(50);
    }
    return this;
  }

  private boolean isListening() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 500);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  int port() {
    return port;
  }

  /** What {@code NETCHECK_STORE} is with it. */
  String setting() {
    return "etcd:" + url;
  }

  /** Runs {@code etcdctl}; what it printed. */
  String ctl(String... words) throws IOException {
    return ctlFed("", words);
  }

  private String ctlFed(String input, String... words) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("env", "ETCDCTL_API=3", "etcdctl", "--endpoints=" + url));
    command.addAll(ctlFlags);
    command.addAll(Arrays.asList(words));
    return ProgramRun.output(Path.of(""), input, command);
  }

  /** Until it takes nothing more. */
  void fill() throws IOException {
    String block = "x".repeat(400_000);
    for (int i = 0; i < 20; i++) {
      try {
        ctlFed(block, "put", "/ballast/" + i);
      } catch (IOException e) {
        if (String.valueOf(e.getMessage()).contains("space exceeded")) {
          return;
        }
        throw e;
      }
    }
    throw new IOException("it took everything");
  }

  /** What an operator does about it. */
  void makeSpace() throws IOException {
    ctl("del", "/ballast/", "--prefix");
    String revision =
        ctl("get", "nothing", "-w", "fields")
            .lines()
            .filter(line -> line.startsWith("\"Revision\""))
            .map(line -> line.replaceAll("[^0-9]", ""))
            .findFirst()
            .orElseThrow();
    ctl("compaction", revision);
    ctl("defrag");
    ctl("alarm", "disarm");
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
