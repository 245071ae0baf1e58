// SPDX-License-Identifier: Apache-2.0
package io.netcheck.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatJson;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ProbeKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Sends an exporter what it gets all its life: heartbeats of agents and of the predecessors'
 * clients, and now and then a scrape. {@code server/aot} uses it, so that the AOT cache knows the
 * methods that matter. The arguments are the address, the port and the number of requests: a number
 * of seconds would teach it less on a busy machine.
 */
final class TrainingLoad {
  private static final int CLIENTS = 50;
  private static final int PEERS = 24;

  /** So many heartbeats are sent between two scrapes. */
  private static final int SCRAPE_EVERY = 1_000;

  private static final int TIMEOUT_MILLIS = 5_000;

  /** What was not sent by then is left out: somebody waits for the first start. */
  private static final Duration LONGEST = Duration.ofSeconds(20);

  private static final byte[] NO_BODY = {};

  private final URI exporter;

  private TrainingLoad(URI exporter) {
    this.exporter = exporter;
  }

  public static void main(String[] args) throws IOException {
    TrainingLoad load =
        new TrainingLoad(URI.create("http://" + args[0] + ":" + Integer.parseInt(args[1])));
    int requests = Integer.parseInt(args[2]);
    long end = System.nanoTime() + LONGEST.toNanos();
    for (int number = 0; number < requests && System.nanoTime() - end < 0; number++) {
      load.send(number);
    }
  }

  private void send(int number) throws IOException {
    int client = number / 2 % CLIENTS;
    if (number % SCRAPE_EVERY == 0) {
      ask("/metrics", NO_BODY);
    } else if (number % SCRAPE_EVERY == 1) {
      ask("/report", NO_BODY);
    } else if (number % 2 == 0) {
      ask("/api/v2/heartbeat", HeartbeatJson.write(heartbeat(client, number)));
    } else {
      ask("/api/v1/heartbeat", legacyHeartbeat(client));
    }
  }

  /**
   * Sends a request, over a connection that is kept, and reads the answer.
   *
   * @throws IOException if it is refused: training for that is useless
   */
  private void ask(String path, byte[] json) throws IOException {
    HttpURLConnection request = (HttpURLConnection) exporter.resolve(path).toURL().openConnection();
    request.setConnectTimeout(TIMEOUT_MILLIS);
    request.setReadTimeout(TIMEOUT_MILLIS);
    request.setRequestProperty("Accept-Encoding", "gzip");
    if (json.length > 0) {
      request.setRequestProperty("Content-Type", "application/json");
      request.setDoOutput(true);
      request.getOutputStream().write(json);
    }
    if (request.getResponseCode() != HttpURLConnection.HTTP_OK) {
      throw new IOException(path + " answers " + request.getResponseCode());
    }
    try (InputStream answer = request.getInputStream()) {
      answer.transferTo(OutputStream.nullOutputStream());
    }
  }

  private static byte[] legacyHeartbeat(int client) {
    return "{\"namespace\":\"training\",\"node_ip\":\"10.1.0.%d\",\"pod_ip\":\"10.2.0.%d\",\"pod_name\":\"client-%d\",\"timestamp\":\"%s\"}"
        .formatted(client + 1, client + 1, client, Instant.now())
        .getBytes(UTF_8);
  }

  private static Heartbeat heartbeat(int client, int number) {
    return new Heartbeat(
        new ClientId(AgentKind.POD, name(client)),
        "zone-" + client % 3,
        "training",
        "training",
        Duration.ofHours(1).plusMillis(number),
        1 + number / (2 * CLIENTS),
        false,
        Instant.now(),
        Duration.ofSeconds(5),
        new Endpoint(
            List.of(InetAddress.ofLiteral("10.3.0." + (client + 1))),
            List.of(InetAddress.ofLiteral("10.4.0." + (client + 1))),
            6_100),
        "",
        number,
        Duration.ofSeconds(5),
        List.of(results(Network.POD, client), results(Network.NODE, client)),
        List.of(),
        List.of());
  }

  private static String name(int client) {
    return "node-" + client;
  }

  private static PlaneResults results(Network network, int client) {
    List<String> targets =
        IntStream.rangeClosed(1, PEERS)
            .mapToObj(next -> name((client + next) % CLIENTS))
            .sorted()
            .toList();
    Map<ProbeKind, ProbeColumn> probes = new EnumMap<>(ProbeKind.class);
    for (ProbeKind kind : List.of(ProbeKind.ICMP, ProbeKind.UDP, ProbeKind.TCP)) {
      probes.put(
          kind,
          new ProbeColumn(
              filled(1), filled(5), filled(0), filled(200 + client), filled(400), Map.of()));
    }
    return new PlaneResults(network, IpFamily.IPV4, targets, filled(1), probes);
  }

  private static int[] filled(int value) {
    int[] values = new int[PEERS];
    Arrays.fill(values, value);
    return values;
  }
}
