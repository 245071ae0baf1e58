// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.clusters;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.http.Routes;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/v2/clusters}: what the exporters of other clusters say. They are asked when
 * somebody asks here, all at once, and not again for some seconds. They get no password or token of
 * this exporter. Thread-safe.
 */
public final class ClustersApi implements AutoCloseable {
  public static final String PATH = "/api/v2/clusters";

  private static final Duration KEPT = Duration.ofSeconds(10);

  /** For the whole answer of an exporter. */
  private static final Duration DEADLINE = Duration.ofSeconds(3);

  /** What is needed stands in the first kilobyte. */
  private static final int MOST_BYTES = 64 * 1024;

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int OK = 200;

  private final List<OtherCluster> clusters;
  private final ProcessClock clock;
  private @Nullable HttpClient http;
  private @Nullable Response answer;
  private long answeredNanos;

  public ClustersApi(List<OtherCluster> clusters, ProcessClock clock) {
    this.clusters = List.copyOf(clusters);
    this.clock = clock;
  }

  /** Adds its route. */
  public void addTo(Routes routes) {
    routes.get(PATH, this::answer);
  }

  /**
   * Those who ask while the exporters are being asked wait for the same answer. That of an
   * interrupted thread, which has not waited for the exporters, is for its own client only.
   */
  private synchronized Response answer(Request request) {
    Response last = answer;
    if (last != null && clock.since(answeredNanos).compareTo(KEPT) < 0) {
      return last;
    }
    Response made = Response.json(json(ask()));
    if (!Thread.currentThread().isInterrupted()) {
      answer = made;
      answeredNanos = clock.nanoTime();
    }
    return made;
  }

  private static byte[] json(List<ClusterRow> rows) {
    try {
      return MAPPER.writeValueAsBytes(rows);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot happen: a row has texts only", e);
    }
  }

  private List<ClusterRow> ask() {
    List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
    for (OtherCluster cluster : clusters) {
      answers.add(
          http()
              .sendAsync(
                  HttpRequest.newBuilder(cluster.report())
                      .timeout(DEADLINE)
                      .header("Accept", "application/json")
                      .build(),
                  _ -> new BodyPrefix(MOST_BYTES)));
    }
    long end = System.nanoTime() + DEADLINE.toNanos();
    List<ClusterRow> rows = new ArrayList<>();
    for (int i = 0; i < clusters.size(); i++) {
      rows.add(row(clusters.get(i), answers.get(i), end - System.nanoTime()));
    }
    return rows;
  }

  private HttpClient http() {
    HttpClient client = http;
    if (client == null) {
      client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(DEADLINE)
              .build();
      http = client;
    }
    return client;
  }

  private static ClusterRow row(
      OtherCluster cluster, CompletableFuture<HttpResponse<byte[]>> answer, long nanosLeft) {
    try {
      HttpResponse<byte[]> response = answer.get(Math.max(0, nanosLeft), TimeUnit.NANOSECONDS);
      if (response.statusCode() != OK) {
        return ClusterRow.failed(cluster, "it answers with status " + response.statusCode());
      }
      return ReportPrefix.of(response.body())
          .map(report ->
              new ClusterRow(
                  cluster.name(),
                  cluster.url().toString(),
                  report.status(),
                  report.summary(),
                  report.at(),
                  null))
          .orElseGet(() -> ClusterRow.failed(cluster, "its answer is no report of Netcheck"));
    } catch (TimeoutException _) {
      answer.cancel(true);
      return ClusterRow.failed(cluster, late());
    } catch (ExecutionException e) {
      return ClusterRow.failed(cluster, reason(e.getCause()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      answer.cancel(true);
      return ClusterRow.failed(cluster, "the exporter ends");
    }
  }

  private static String late() {
    return "no answer within " + DEADLINE.toSeconds() + " s";
  }

  /** In words of this program, because a cause can quote what the other side sent. */
  private static String reason(@Nullable Throwable cause) {
    return switch (cause) {
      case HttpTimeoutException _ -> late();
      case ConnectException e when e.getCause() instanceof UnresolvedAddressException ->
          "its name has no address";
      case ConnectException _ -> "it cannot be connected to";
      case SSLException _ -> "its TLS certificate is not accepted, or it speaks no TLS";
      case null, default -> "its answer ended early or is not HTTP";
    };
  }

  @Override
  public synchronized void close() {
    if (http != null) {
      http.shutdownNow();
    }
  }
}
