// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import io.netcheck.testing.ProgramRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real etcd on loopback that tests can stop, kill and empty. */
public final class EtcdServer implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);

  private final Path folder;
  private final int port;
  private final int peerPort;
  private final List<String> flags;
  private final String scheme;
  private final List<String> ctlFlags = new ArrayList<>();
  private Process process;

  /** An etcd without TLS. */
  public EtcdServer(Path folder, String... flags) throws IOException {
    this(folder, "http", flags);
  }

  /**
   * @param scheme {@code http} or {@code https}
   */
  public EtcdServer(Path folder, String scheme, String... flags) throws IOException {
    this.folder = folder;
    this.scheme = scheme;
    this.flags = List.of(flags);
    this.port = freePort();
    this.peerPort = freePort();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  /** Flags that {@link #ctl} needs. */
  public EtcdServer ctlFlags(String... more) {
    ctlFlags.addAll(List.of(more));
    return this;
  }

  public EtcdServer start() throws IOException, InterruptedException {
    String url = scheme + "://127.0.0.1:" + port;
    String peer = "http://127.0.0.1:" + peerPort;
    List<String> command =
        new ArrayList<>(
            List.of(
                "etcd",
                "--data-dir=" + folder.resolve("data"),
                "--listen-client-urls=" + url,
                "--advertise-client-urls=" + url,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=default=" + peer,
                "--unsafe-no-fsync"));
    command.addAll(flags);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("ETCD_UNSUPPORTED_ARCH", "arm64");
    process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("etcd.log").toFile()))
            .start();
    long deadline = System.nanoTime() + START.toNanos();
    while (!isListening()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IOException("etcd: " + Files.readString(folder.resolve("etcd.log")));
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

  public int port() {
    return port;
  }

  /** The value of {@code NETCHECK_STORE} for this etcd. */
  public String setting() {
    return "etcd:" + scheme + "://127.0.0.1:" + port;
  }

  public EtcdStoreConfig config() {
    return (EtcdStoreConfig) EtcdStoreConfig.KIND.parse(setting()).orElseThrow();
  }

  /** SIGKILL. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(10, TimeUnit.SECONDS);
  }

  /** SIGSTOP: it keeps its connections and does not answer. */
  public void freeze() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** SIGCONT. */
  public void thaw() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** Deletes the data of a stopped etcd. */
  public void empty() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Runs {@code etcdctl}; returns its output. */
  public String ctl(String... words) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "ETCDCTL_API=3",
                "etcdctl",
                "--endpoints=" + scheme + "://127.0.0.1:" + port));
    command.addAll(ctlFlags);
    command.addAll(Arrays.asList(words));
    return ProgramRun.output(command);
  }

  /** The names of all keys. */
  public List<String> keys() throws IOException {
    return ctl("get", "", "--prefix", "--keys-only").lines().filter(l -> !l.isBlank()).toList();
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
