// SPDX-License-Identifier: Apache-2.0
package io.netcheck.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
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
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Sends an exporter for a few seconds what it gets all its life: heartbeats of agents and of the
 * predecessors' clients, and now and then a scrape. {@code server/aot} uses it, so that the AOT
 * cache knows the methods that matter. The arguments are the address, the port and the seconds.
 */
final class TrainingLoad {
  private static final int CLIENTS = 50;
  private static final int PEERS = 24;

  /** So many heartbeats are sent between two scrapes. */
  private static final int SCRAPE_EVERY = 1_000;

  private static final int TIMEOUT_MILLIS = 5_000;

  private TrainingLoad() {}

  public static void main(String[] args) throws IOException {
    long end = System.nanoTime() + Duration.ofSeconds(Long.parseLong(args[2])).toNanos();
    try (Socket socket = new Socket(args[0], Integer.parseInt(args[1]))) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int number = 0; System.nanoTime() - end < 0; number++) {
        ask(socket, in, request(number));
      }
    }
  }

  private static byte[] request(int number) {
    if (number % SCRAPE_EVERY == 0) {
      return get("/metrics", "Accept-Encoding: gzip\r\n");
    }
    if (number % SCRAPE_EVERY == 1) {
      return get("/report", "");
    }
    int client = number / 2 % CLIENTS;
    return number % 2 == 0
        ? post("/api/v2/heartbeat", HeartbeatJson.write(heartbeat(client, number)))
        : post("/api/v1/heartbeat", legacyHeartbeat(client));
  }

  private static byte[] get(String path, String headers) {
    return ("GET " + path + " HTTP/1.1\r\nHost: training\r\n" + headers + "\r\n")
        .getBytes(US_ASCII);
  }

  private static byte[] post(String path, byte[] json) {
    String head =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: training\r\nContent-Type: application/json\r\nContent-Length: "
            + json.length
            + "\r\n\r\n";
    byte[] request = Arrays.copyOf(head.getBytes(US_ASCII), head.length() + json.length);
    System.arraycopy(json, 0, request, head.length(), json.length);
    return request;
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

  /**
   * Sends a request and reads its answer, which has a length.
   *
   * @throws IOException if it is refused: training for that is useless
   */
  private static void ask(Socket socket, InputStream in, byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    String status = line(in);
    if (!status.contains(" 200 ")) {
      throw new IOException("refused: " + status);
    }
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    in.skipNBytes(length);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder(64);
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the exporter closed the connection");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }
}
