// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.HeartbeatAnswer;
import io.netcheck.protocol.HeartbeatJson;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.PeerList;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/**
 * What heartbeats are compared with, so that a slow machine does not hide a slow commit: a plain
 * HTTP server of the JDK that parses the same JSON with Jackson, and answers as the exporter does.
 */
final class ReferenceServer {
  private static final int PEERS = 24;
  private static final int BACKLOG = 1_024;
  private static final byte[] NOTHING_NEW = {'{', '}'};

  private final ObjectMapper json = new ObjectMapper();
  private final byte[] peers = HeartbeatJson.write(answer());

  private ReferenceServer() {}

  /** Serves until it is ended. The arguments are the address and the port. */
  public static void main(String[] args) throws IOException, InterruptedException {
    InetSocketAddress address = new InetSocketAddress(args[0], Integer.parseInt(args[1]));
    HttpServer server = HttpServer.create(address, BACKLOG);
    server.createContext("/", new ReferenceServer()::handle);
    server.start();
    new CountDownLatch(1).await();
  }

  private void handle(HttpExchange exchange) throws IOException {
    JsonNode heartbeat = json.readTree(exchange.getRequestBody());
    boolean knowsPeers = !heartbeat.path("generation").asText().isEmpty();
    byte[] body = knowsPeers ? NOTHING_NEW : peers;
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static HeartbeatAnswer answer() {
    InetAddress address = InetAddress.ofLiteral("10.1.0.1");
    List<Peer> peers =
        IntStream.range(0, PEERS)
            .mapToObj(number ->
                new Peer(
                    new ClientId(AgentKind.POD, "node-%05d".formatted(number)),
                    "zone-" + number % 3,
                    new Endpoint(List.of(address), List.of(address), 6_100)))
            .toList();
    return HeartbeatAnswer.peers(new PeerList("reference", peers), Duration.ofHours(1));
  }
}
