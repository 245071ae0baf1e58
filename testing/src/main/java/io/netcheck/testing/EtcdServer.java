// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real etcd on loopback that a test can stop, kill, freeze, fill and empty. */
public final class EtcdServer implements AutoCloseable {
  /** What etcd and etcdctl need in their environment. */
  public static final Map<String, String> ENVIRONMENT =
      Map.of("ETCD_UNSUPPORTED_ARCH", "arm64", "ETCDCTL_API", "3");

  private static final Duration START = Duration.ofSeconds(60);

  private final Path folder;
  private final String url;
  private final int port;
  private final int peerPort;
  private final List<String> flags;
  private final List<String> ctlFlags = new ArrayList<>();
  private @Nullable Process process;

  /** One without TLS; not started yet. */
  public EtcdServer(Path folder, String... flags) throws IOException {
    this(folder, "http", List.of(flags));
  }

  /**
   * One that is not started yet.
   *
   * @param folder for its data and its log
   * @param scheme {@code http} or {@code https}
   */
  public EtcdServer(Path folder, String scheme, List<String> flags) throws IOException {
    TestRequirements.tools("etcd", "etcdctl");
    this.folder = folder;
    this.flags = List.copyOf(flags);
    this.port = FreePort.get();
    this.peerPort = FreePort.get();
    this.url = scheme + "://127.0.0.1:" + port;
  }

  /** The command line of a single etcd on loopback. */
  public static List<String> command(Path data, String url, int peerPort) {
    String peer = "http://127.0.0.1:" + peerPort;
    return List.of(
        "etcd",
        "--data-dir=" + data,
        "--listen-client-urls=" + url,
        "--advertise-client-urls=" + url,
        "--listen-peer-urls=" + peer,
        "--initial-advertise-peer-urls=" + peer,
        "--initial-cluster=default=" + peer);
  }

  /** Adds flags that {@link #ctl} needs to be let in. */
  public EtcdServer ctlFlags(String... more) {
    ctlFlags.addAll(Arrays.asList(more));
    return this;
  }

  /** Starts it, and waits until it takes connections. */
  public EtcdServer start() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(command(data(), url, peerPort));
    command.add("--unsafe-no-fsync");
    command.addAll(flags);
    Path log = folder.resolve("etcd.log");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(ENVIRONMENT);
    Process started =
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    process = started;
    long deadline = System.nanoTime() + START.toNanos();
    while (!isListening()) {
      if (!started.isAlive() || System.nanoTime() > deadline) {
        throw new IOException("etcd: " + Files.readString(log));
      }
      Thread.sleep(50);
    }
    return this;
  }

  private Process running() {
    return Objects.requireNonNull(process, "it was not started");
  }

  private Path data() {
    return folder.resolve("etcd");
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

  /** The value of {@code NETCHECK_STORE} for an exporter that uses it. */
  public String setting() {
    return "etcd:" + url;
  }

  /** Kills it with SIGKILL. */
  public void kill() throws InterruptedException {
    running().destroyForcibly().waitFor(10, TimeUnit.SECONDS);
  }

  /** Stops it with SIGSTOP: it takes connections and does not answer. */
  public void freeze() throws IOException {
    signal("STOP");
  }

  /** Continues it with SIGCONT. */
  public void thaw() throws IOException {
    signal("CONT");
  }

  private void signal(String name) throws IOException {
    ProgramRun.output(List.of("kill", "-" + name, Long.toString(running().pid())));
  }

  /** Deletes the data of an etcd that does not run. */
  public void empty() throws IOException {
    try (Stream<Path> files = Files.walk(data())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Runs {@code etcdctl}; what it printed. */
  public String ctl(String... words) throws IOException {
    return ctlFed("", words);
  }

  private String ctlFed(String input, String... words) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("env", "ETCDCTL_API=3", "etcdctl", "--endpoints=" + url));
    command.addAll(ctlFlags);
    command.addAll(Arrays.asList(words));
    return ProgramRun.output(Path.of(""), input, command);
  }

  /** The names of all keys. */
  public List<String> keys() throws IOException {
    return ctl("get", "", "--prefix", "--keys-only")
        .lines()
        .filter(line -> !line.isBlank())
        .toList();
  }

  /** The revision of the whole store. */
  public String revision() throws IOException {
    return ctl("get", "nothing", "-w", "fields")
        .lines()
        .filter(line -> line.startsWith("\"Revision\""))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .findFirst()
        .orElseThrow();
  }

  /** Writes until it refuses to store more. */
  public void fill() throws IOException {
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
    throw new IOException("it stored everything");
  }

  /** Does what an operator does about a full one. */
  public void makeSpace() throws IOException {
    ctl("del", "/ballast/", "--prefix");
    ctl("compaction", revision());
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
