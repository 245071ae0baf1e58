// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.netcheck.lab.wire.LabNetwork;
import io.netcheck.lab.wire.NetworkNamespace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Receives the notifications from Alertmanager. */
public final class Pager implements AutoCloseable {
  private static final int PORT = 9099;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Notification> received = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  Pager(NetworkNamespace control) throws IOException {
    server =
        control.call(
            HttpGet.TIMEOUT,
            () -> HttpServer.create(new InetSocketAddress(LabNetwork.CONTROL, PORT), 0));
    server.setExecutor(threads);
    server.createContext("/", this::receive);
    server.start();
  }

  static String url() {
    return "http://" + LabNetwork.CONTROL + ":" + PORT;
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode message = JSON.readTree(exchange.getRequestBody());
      received.add(read(message));
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private static Notification read(JsonNode message) {
    List<FiringAlert> firing = new ArrayList<>();
    List<FiringAlert> resolved = new ArrayList<>();
    for (JsonNode alert : message.path("alerts")) {
      (alert.path("status").asText().equals("firing") ? firing : resolved)
          .add(FiringAlert.of(alert.path("labels")));
    }
    return new Notification(
        System.nanoTime(),
        message.path("receiver").asText(),
        firing,
        resolved,
        message.path("alerts").path(0).path("annotations").path("description").asText());
  }

  /** All notifications since the lab started. */
  public List<Notification> received() {
    return List.copyOf(received);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
