// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.netcheck.testing.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A real Alertmanager with the routing of the example, and a receiver of its notifications. */
final class LiveAlertmanager implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One notification.
   *
   * @param receiver the name of the receiver
   * @param alerts the names of the alerts
   */
  record Notification(String receiver, List<String> alerts) {}

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final List<Notification> notifications = new CopyOnWriteArrayList<>();
  private final HttpServer receiver;
  private final Process process;
  private final URI url;

  LiveAlertmanager(Path folder) throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    receiver.createContext(
        "/",
        exchange -> {
          JsonNode body = JSON.readTree(exchange.getRequestBody());
          List<String> names = new ArrayList<>();
          body.get("alerts").forEach(alert -> names.add(alert.at("/labels/alertname").asText()));
          notifications.add(
              new Notification(exchange.getRequestURI().getPath().substring(1), names));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    receiver.start();
    Path config =
        Files.writeString(
            folder.resolve("alertmanager.yaml"),
            Files.readString(Folder.alerts().resolve("alertmanager.yaml"))
                .replace("127.0.0.1:9095", "127.0.0.1:" + receiver.getAddress().getPort())
                // A test should not wait for so long.
                .replace("group_wait: 10s", "group_wait: 2s"));
    int port = FreePort.get();
    url = URI.create("http://127.0.0.1:" + port);
    process =
        new ProcessBuilder(
                "prometheus-alertmanager",
                "--config.file=" + config,
                "--storage.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--cluster.listen-address=")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("alertmanager.log").toFile())
            .start();
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> get("/-/ready").statusCode() == 200);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(url.resolve(path)).timeout(TIMEOUT).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Makes alerts with these labels fire at the same time. */
  void fire(List<Map<String, String>> alerts) throws IOException, InterruptedException {
    List<Map<String, Object>> body =
        alerts.stream().map(labels -> Map.<String, Object>of("labels", labels)).toList();
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(url.resolve("/api/v2/alerts"))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body), UTF_8))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(response.body());
    }
  }

  /** The alerts of a cluster by their labels, and whether Alertmanager inhibits them. */
  Map<Map<String, String>, Boolean> inhibited(String cluster)
      throws IOException, InterruptedException {
    Map<Map<String, String>, Boolean> inhibited = new HashMap<>();
    for (JsonNode alert : JSON.readTree(get("/api/v2/alerts").body())) {
      Map<String, String> labels = new TreeMap<>();
      alert
          .get("labels")
          .properties()
          .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
      if (labels.getOrDefault("cluster", "").equals(cluster)) {
        inhibited.put(labels, !alert.at("/status/inhibitedBy").isEmpty());
      }
    }
    return inhibited;
  }

  List<Notification> notifications() {
    return List.copyOf(notifications);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
    receiver.stop(0);
    http.shutdownNow();
    http.close();
  }
}
