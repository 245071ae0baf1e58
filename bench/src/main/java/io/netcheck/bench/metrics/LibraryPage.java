// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.metrics;

import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.RequestHandler;
import io.netcheck.daemon.http.Response;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;

/**
 * The metrics as the Prometheus library writes and compresses them, from snapshots that were made
 * once: its own collectors would make them for each scrape.
 */
final class LibraryPage implements RequestHandler, AutoCloseable {
  private final MetricSnapshots snapshots;

  /** A platform thread: a {@link java.io.BufferedWriter} has a small buffer on a virtual one. */
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  private int lastSize;

  LibraryPage(PrometheusRegistry registry) {
    snapshots = registry.scrape();
  }

  @Override
  public Response handle(Request request) {
    try {
      return thread.submit(() -> page(request)).get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Response page(Request request) throws IOException {
    boolean compressed = request.head().header("Accept-Encoding").contains("gzip");
    ExpositionFormatWriter writer = PrometheusTextFormatWriter.create();
    ByteArrayOutputStream body = new ByteArrayOutputStream(lastSize + 1_024);
    if (compressed) {
      try (OutputStream out = new GZIPOutputStream(body)) {
        writer.write(out, snapshots);
      }
    } else {
      writer.write(body, snapshots);
    }
    lastSize = body.size();
    return new Response(
        200,
        writer.getContentType(),
        body.toByteArray(),
        compressed ? Map.of("Content-Encoding", "gzip") : Map.of());
  }

  @Override
  public void close() {
    thread.close();
  }
}
