// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** Starts processes and provides a folder for their files. Stops and removes them when closed. */
final class BenchmarkProcesses implements AutoCloseable {
  /** The agent that {@link #agent} starts. */
  static final ClientId AGENT = new ClientId(AgentKind.HOST, "bench");

  private static final Duration START = Duration.ofSeconds(90);

  private final Path root;
  private final Path folder;
  private final Queue<AutoCloseable> things = new ConcurrentLinkedQueue<>();

  /**
   * @param root the root folder of the project, which has the launcher
   */
  BenchmarkProcesses(Path root) throws IOException {
    this.root = root;
    this.folder = Files.createTempDirectory("netcheck-bench");
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** The folder of the alert rules. */
  Path alertRules() {
    return root.resolve("alerts/rules");
  }

  /** The AOT cache of the agent, which may not exist. */
  Path agentCache() {
    return root.resolve("agent/target/netcheck-agent.aot");
  }

  /** Starts the exporter like the launcher and waits until it listens. */
  MeasuredProcess exporter(InetSocketAddress address, Map<String, String> settings)
      throws IOException, InterruptedException {
    Map<String, String> all = new HashMap<>(settings);
    all.put("NETCHECK_HTTP_ADDRESS", address.getAddress().getHostAddress());
    all.put("HTTP_PORT", Integer.toString(address.getPort()));
    all.put("LOG_LEVEL", "warn");
    MeasuredProcess daemon =
        start("exporter", List.of(root.resolve("netcheck").toString(), "exporter"), all);
    awaitListening(daemon, address);
    return daemon;
  }

  /** Starts a {@link ReferenceServer} with the heap of the exporter and waits until it listens. */
  MeasuredProcess reference(InetSocketAddress address) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xms16m",
            "-Xmx176m",
            "-Dsun.net.httpserver.nodelay=true",
            "-cp",
            System.getProperty("java.class.path"),
            ReferenceServer.class.getName(),
            address.getAddress().getHostAddress(),
            Integer.toString(address.getPort()));
    MeasuredProcess server = start("reference", command, Map.of());
    awaitListening(server, address);
    return server;
  }

  /** Starts an agent like the launcher and waits until it listens. */
  MeasuredProcess agent(InetSocketAddress address, Map<String, String> settings)
      throws IOException, InterruptedException {
    MeasuredProcess daemon =
        start(
            "agent",
            List.of(root.resolve("netcheck").toString(), "agent"),
            agentSettings(address, settings));
    awaitListening(daemon, address);
    return daemon;
  }

  static Map<String, String> agentSettings(
      InetSocketAddress address, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("NETCHECK_ALLOWED_CIDRS", "127.0.0.0/8");
    all.put("NODE_IP", address.getAddress().getHostAddress());
    all.put("CLIENT_PORT", Integer.toString(address.getPort()));
    all.put("NETCHECK_KIND", "host");
    all.put("NETCHECK_NODE_NAME", AGENT.node());
    return all;
  }

  /** Starts {@code command} with only {@code settings} and PATH in its environment. */
  MeasuredProcess start(String name, List<String> command, Map<String, String> settings)
      throws IOException {
    Path log = Files.createTempFile(folder, name, ".log");
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(List.of("PATH", "HOME", "JAVA_HOME", "JAVA_OPTS"));
    environment.putAll(settings);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    builder.redirectInput(new File("/dev/null"));
    return own(new MeasuredProcess(builder.start(), log));
  }

  /** Closes {@code thing} with everything else, unless it is closed before. */
  <T extends AutoCloseable> T own(T thing) {
    things.add(thing);
    return thing;
  }

  static void awaitListening(MeasuredProcess daemon, InetSocketAddress address)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (!answers(address)) {
      if (!daemon.isAlive() || System.nanoTime() - deadline > 0) {
        throw new IOException(
            "it does not listen on " + address + ":\n" + Files.readString(daemon.log()));
      }
      Thread.sleep(50);
    }
  }

  private static boolean answers(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address, 500);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /** How many minutes the variable {@code key} says, or {@code usual} if it says nothing. */
  static Duration minutes(String key, int usual) throws IOException {
    return Duration.ofMinutes(number(key, usual, 9_999));
  }

  /** The whole number that the variable {@code key} has, or {@code usual} if it has none. */
  static int number(String key, int usual, int most) throws IOException {
    String text = System.getenv().getOrDefault(key, Integer.toString(usual));
    if (!text.matches("[1-9][0-9]{0,5}") || Integer.parseInt(text) > most) {
      throw new IOException(key + "=" + text + ": expected a whole number from 1 to " + most);
    }
    return Integer.parseInt(text);
  }

  /** A loopback address that no other benchmark uses. */
  static InetSocketAddress loopback(int third, int fourth, int port) {
    try {
      byte[] address = {127, 77, (byte) third, (byte) fourth};
      return new InetSocketAddress(InetAddress.getByAddress(address), port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** May be called again and from another thread, when the process is told to end. */
  @Override
  public void close() {
    for (AutoCloseable thing = things.poll(); thing != null; thing = things.poll()) {
      try {
        thing.close();
      } catch (Exception e) {
        System.err.println("bench: closing failed: " + e);
      }
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException | UncheckedIOException _) {
      // Already removed.
    }
  }
}
