// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy;

import io.netcheck.auth.AuthConfig;
import io.netcheck.exporter.Exporter;
import io.netcheck.exporter.ExporterParts;
import io.netcheck.exporter.TestClock;
import io.netcheck.exporter.TestExporter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A whole exporter with its own clock, and an HTTP client for it. */
final class LegacyExporter implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  /** A complete answer. */
  record Answer(HttpResponse<String> response) {
    int status() {
      return response.statusCode();
    }

    String body() {
      return response.body();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  private final TestClock clock = new TestClock();
  private final Exporter exporter;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(DEADLINE).build();

  LegacyExporter(boolean metrics) {
    this(
        new LegacyConfig(
            Set.of(LegacyConfig.Api.values()), metrics, Optional.empty(), List.of(), List.of()),
        100);
  }

  LegacyExporter(LegacyConfig config, int maxClients) {
    exporter =
        TestExporter.start(
            ExporterParts.NONE.with(Predecessors.factory(config)),
            new AuthConfig.None(),
            maxClients,
            Map.of(),
            clock);
  }

  TestClock clock() {
    return clock;
  }

  int port() {
    return exporter.address().getPort();
  }

  /** The metrics of an assessment that is made now. */
  String metrics() {
    clock.advance(Duration.ofMillis(1_001));
    return get("/metrics").body();
  }

  Answer get(String path) {
    return send("GET", path, "");
  }

  Answer post(String path, String body) {
    return send("POST", path, body);
  }

  Answer send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .timeout(DEADLINE)
            .method(
                method,
                body.isEmpty() && !method.equals("POST")
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return new Answer(http.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(method + " " + path, e);
    }
  }

  @Override
  public void close() {
    http.close();
    exporter.close();
  }
}
