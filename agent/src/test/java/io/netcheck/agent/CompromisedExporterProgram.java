// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.settings.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Runs a real agent and a compromised exporter in a network namespace. Prints how many packets left
 * for addresses that the agent may not probe. See CompromisedExporterTest.
 */
final class CompromisedExporterProgram {
  private static final PrintStream OUT = System.out;
  private static final String OWN = "10.5.0.2";
  private static final String HONEST = "10.5.0.3";

  /** The routes to all of these use the interface that must stay silent. */
  private static final List<String> FORBIDDEN =
      List.of(
          "169.254.169.254",
          "::ffff:169.254.169.254",
          "203.0.113.7",
          "10.96.0.1",
          "100.100.100.200",
          "224.0.0.251",
          "255.255.255.255",
          "fd00:ec2::254",
          "64:ff9b::a9fe:a9fe",
          "2002:a9fe:a9fe::1",
          "fe80::1",
          "ff02::1",
          "2001:db8::7");

  private CompromisedExporterProgram() {}

  public static void main(String[] arguments) {
    try {
      run(arguments);
      System.exit(0);
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void run(String[] arguments) throws Exception {
    Path peers = Path.of(arguments[0]);
    boolean fromFile = arguments[1].equals("file");
    String list = list();
    HttpServer exporter =
        HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(OWN), 8080), 10);
    exporter.createContext(
        "/api/v2/heartbeat",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          byte[] body = (fromFile ? "{}" : "{\"peers\":" + list + "}").getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    exporter.start();
    if (fromFile) {
      Files.writeString(peers, list);
    }
    long before = sent();
    Settings settings =
        new Settings(
            AgentSettings.ALL,
            Map.of(),
            List.of(
                "--server-url=http://" + OWN + ":8080",
                "--node-ip=" + OWN + ",fd05::2",
                "--node-name=honest-agent",
                "--heartbeat-interval=500ms",
                "--peers-file=" + peers,
                // All addresses, except one range of the cluster's Services.
                "--allowed-cidrs=" + arguments[2]));
    AgentConfig config = AgentConfig.read(settings);
    if (!settings.problems().isEmpty()) {
      throw new IllegalStateException(settings.problems().toString());
    }
    try (ServerSocket honest = new ServerSocket(6100, 50, InetAddress.ofLiteral(HONEST));
        Agent _ = new Agent(config, ProcessClock.SYSTEM)) {
      Thread.ofVirtual().start(() -> accept(honest));
      String metrics = "";
      for (int i = 0; i < 100 && !isDone(metrics); i++) {
        Thread.sleep(200);
        metrics = metrics();
      }
      OUT.println("links " + count(metrics, "netcheck_peer_up{"));
      OUT.println("refused " + value(metrics, "netcheck_peers_refused"));
      OUT.println("forbidden " + FORBIDDEN.size());
    }
    OUT.println("packets " + (sent() - before));
    exporter.stop(0);
  }

  /** Waits until the allowed peer was probed in several rounds; so the others would be too. */
  private static boolean isDone(String metrics) {
    return metrics
        .lines()
        .filter(line -> line.startsWith("netcheck_probes_total{") && line.contains("\"tcp\""))
        .anyMatch(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))) > 5);
  }

  private static void accept(ServerSocket server) {
    try {
      while (true) {
        server.accept().close();
      }
    } catch (IOException _) {
      // The program is closed at the end.
    }
  }

  private static String list() {
    StringBuilder list = new StringBuilder("{\"generation\":\"lies\",\"list\":[");
    list.append(peer("honest", HONEST));
    for (int i = 0; i < FORBIDDEN.size(); i++) {
      list.append(',').append(peer("victim-" + i, FORBIDDEN.get(i)));
    }
    return list.append("]}").toString();
  }

  private static String peer(String node, String address) {
    return "{\"kind\":\"host\",\"node\":\""
        + node
        + "\",\"node_addresses\":[\""
        + address
        + "\"],\"port\":6100}";
  }

  private static long sent() throws IOException {
    // proc_net(5): for each interface eight numbers for receiving, then bytes and packets sent.
    return Files.readAllLines(Path.of("/proc/net/dev")).stream()
        .filter(line -> line.strip().startsWith("out0:"))
        .map(line -> line.strip().substring(5).strip().split(" +"))
        .mapToLong(numbers -> Long.parseLong(numbers[9]))
        .findFirst()
        .orElseThrow();
  }

  private static String metrics() throws IOException {
    try (var in = URI.create("http://" + OWN + ":6100/metrics").toURL().openStream()) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static long count(String metrics, String start) {
    return metrics.lines().filter(line -> line.startsWith(start)).count();
  }

  private static String value(String metrics, String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .findFirst()
        .map(line -> line.substring(name.length() + 1))
        .orElse("none");
  }
}
