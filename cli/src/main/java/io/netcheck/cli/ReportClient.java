// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.exporter.report.Report;
import io.netcheck.exporter.report.ReportJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Fetches the report of an exporter. */
final class ReportClient implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** A cluster of 5,000 nodes has a report of a few megabytes. */
  private static final int MAX_BYTES = 64 << 20;

  private final URI report;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /**
   * @param exporter its URL, without {@code /report}
   */
  ReportClient(URI exporter) {
    String base = exporter.toString();
    report =
        URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/report");
  }

  /**
   * The report of this moment, as it came.
   *
   * @throws IOException if there is none to be had, with a sentence that says why
   */
  byte[] fetch() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(report)
            .timeout(TIMEOUT)
            .header("Accept", "application/json")
            .GET()
            .build();
    HttpResponse<InputStream> response =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream in = response.body()) {
      if (response.statusCode() != 200) {
        throw new IOException(report + " answered status " + response.statusCode());
      }
      return in.readNBytes(MAX_BYTES);
    }
  }

  static Report parse(byte[] json) throws IOException {
    return ReportJson.read(json);
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
