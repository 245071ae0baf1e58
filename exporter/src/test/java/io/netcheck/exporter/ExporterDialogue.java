// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatAnswer;
import io.netcheck.protocol.HeartbeatJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.IntSupplier;

/** Asks an exporter over HTTP. */
public final class ExporterDialogue implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(DEADLINE).build();
  private final IntSupplier port;

  /**
   * @param port where it listens now
   */
  public ExporterDialogue(IntSupplier port) {
    this.port = port;
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.getAsInt() + path))
        .timeout(DEADLINE);
  }

  public HttpResponse<String> ask(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** What it answers; anything but 200 is a failure. */
  public String send(HttpRequest.Builder request) {
    HttpResponse<String> response = ask(request);
    assertEquals(200, response.statusCode(), response::body);
    return response.body();
  }

  public String get(String path) {
    return send(request(path));
  }

  public HeartbeatAnswer beat(Heartbeat heartbeat) {
    try {
      return HeartbeatJson.readAnswer(
          send(request("/api/v2/heartbeat")
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofByteArray(HeartbeatJson.write(heartbeat))))
              .getBytes(UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** One series of {@code /metrics}; not a number where it is not there. */
  public double metric(String series) {
    return get("/metrics")
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElse(Double.NaN);
  }

  @Override
  public void close() {
    http.close();
  }
}
