// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.daemon.files.ReadFiles;
import io.netcheck.daemon.tls.ClientTls;
import io.netcheck.report.Report;
import io.netcheck.report.ReportJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Fetches the report of an exporter. */
final class ReportClient implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** A cluster of 5,000 nodes has a report of a few megabytes. */
  private static final int MAX_BYTES = 64 << 20;

  private static final int MAX_ERROR_BYTES = 4_096;

  private final String base;
  private final URI report;
  private final Optional<String> authorization;
  private final HttpClient http;

  ReportClient(URI exporter) {
    this(exporter, ClientTls.DEFAULT);
  }

  /**
   * @param exporter its URL, without {@code /report}; user information in it is sent as basic
   *     authentication
   * @param tls what is asked of its certificate, and shown to it
   * @throws IllegalArgumentException if a file of {@code tls} is not what it should be
   */
  ReportClient(URI exporter, ClientTls tls) {
    authorization =
        Optional.ofNullable(exporter.getUserInfo())
            .map(user -> "Basic " + Base64.getEncoder().encodeToString(user.getBytes(UTF_8)));
    String url = withoutUser(exporter).toString();
    base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    report = URI.create(base + "/report");
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER);
    if (!tls.isDefault()) {
      builder.sslContext(tls.context(new ReadFiles()));
    }
    http = builder.build();
  }

  /** Fit to be shown. */
  static URI withoutUser(URI url) {
    return url.getRawUserInfo() == null
        ? url
        : URI.create(url.toString().replace(url.getRawUserInfo() + "@", ""));
  }

  /**
   * The report of this moment, as it came.
   *
   * @throws IOException if there is none to be had, with a sentence that says why
   */
  byte[] fetch() throws IOException, InterruptedException {
    return fetch(report);
  }

  /** As {@link #fetch}, with what led to the report. */
  byte[] fetchExplained() throws IOException, InterruptedException {
    return fetch(URI.create(report + "?explain=1"));
  }

  /** The answer to another path of the same server. */
  byte[] fetch(String path) throws IOException, InterruptedException {
    return fetch(URI.create(base + path));
  }

  /** The server does not understand what it was asked, and says why. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }

    /** Fit to be shown: a terminal may obey what a server sends. */
    static RefusedException of(byte[] body) {
      String text = new String(body, UTF_8).replaceAll("[^ -~]", "?");
      return new RefusedException(text.replaceAll(".*\"message\":\"(.*?)\"[,}].*", "$1"));
    }
  }

  private byte[] fetch(URI wanted) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(wanted)
            .timeout(TIMEOUT)
            .header("Accept", "application/json")
            .header("Accept-Encoding", "gzip")
            .GET();
    authorization.ifPresent(value -> request.header("Authorization", value));
    HttpResponse<InputStream> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() == 400) {
        throw RefusedException.of(body.readNBytes(MAX_ERROR_BYTES));
      }
      if (response.statusCode() != 200) {
        throw new IOException(wanted + " answered status " + response.statusCode());
      }
      boolean packed = response.headers().firstValue("Content-Encoding").orElse("").equals("gzip");
      return (packed ? new GZIPInputStream(body) : body).readNBytes(MAX_BYTES);
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
