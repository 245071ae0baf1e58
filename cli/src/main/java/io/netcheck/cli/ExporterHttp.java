// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.daemon.files.ReadFiles;
import io.netcheck.daemon.http.BearerToken;
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

/** Requests to one exporter or agent, each with a deadline and a limit. */
final class ExporterHttp implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** A cluster of 5,000 nodes has a report of a few megabytes. */
  private static final int MAX_BYTES = 64 << 20;

  /**
   * What the exporter answered, with any status.
   *
   * @param etag the name of what it answered; empty if it gave none
   */
  @SuppressWarnings("ArrayRecordComponent") // read once
  record HttpAnswer(int status, String etag, byte[] body) {}

  /**
   * An answer that goes on for as long as both sides like. Whoever reads it needs a deadline of
   * their own: closing {@code body} in another thread ends a read.
   *
   * @param retryAfter in seconds, as the exporter says; empty if it does not
   */
  record HttpStream(int status, String type, Optional<String> retryAfter, InputStream body) {}

  private final String base;
  private final Optional<String> authorization;
  private final HttpClient http;

  /**
   * @param exporter its URL; user information in it is sent as basic authentication
   * @param access what it needs to let this in
   * @throws IllegalArgumentException if a file of {@code access} is not what it should be, or there
   *     is a token beside user information
   */
  ExporterHttp(URI exporter, ExporterAccess access) {
    authorization = authorization(exporter, access.token());
    String plain = withoutUser(exporter).toString();
    base = plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER);
    if (!access.tls().isDefault()) {
      builder.sslContext(access.tls().context(new ReadFiles()));
    }
    http = builder.build();
  }

  private static Optional<String> authorization(URI exporter, Optional<String> token) {
    Optional<String> user = Optional.ofNullable(exporter.getUserInfo());
    if (token.isPresent() && user.isPresent()) {
      throw new IllegalArgumentException(
          "expected a token file, or a user and a password in the URL, not both");
    }
    return token
        .map(BearerToken::header)
        .or(() ->
            user.map(it -> "Basic " + Base64.getEncoder().encodeToString(it.getBytes(UTF_8))));
  }

  /** Fit to be shown. */
  static URI withoutUser(URI url) {
    return url.getRawUserInfo() == null
        ? url
        : URI.create(url.toString().replace(url.getRawUserInfo() + "@", ""));
  }

  /**
   * The URL of {@code path}.
   *
   * @param path begins with a slash
   */
  URI url(String path) {
    return URI.create(base + path);
  }

  HttpAnswer get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  /** The answer, with status 304 and no body if it is still what {@code etag} names. */
  HttpAnswer get(String path, String etag) throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path);
    if (!etag.isEmpty()) {
      request.header("If-None-Match", etag);
    }
    return send(request.GET());
  }

  /**
   * Begins to read server-sent events.
   *
   * @param last the name of the event after which they begin; empty for the newest
   */
  HttpStream stream(String path, String last) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        authorized(
            HttpRequest.newBuilder(url(path))
                .timeout(TIMEOUT)
                .header("Accept", "text/event-stream"));
    if (!last.isEmpty()) {
      request.header("Last-Event-ID", last);
    }
    HttpResponse<InputStream> response =
        http.send(request.GET().build(), HttpResponse.BodyHandlers.ofInputStream());
    return new HttpStream(
        response.statusCode(),
        response.headers().firstValue("Content-Type").orElse(""),
        response.headers().firstValue("Retry-After"),
        response.body());
  }

  HttpAnswer post(String path, byte[] json) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(json)));
  }

  private HttpRequest.Builder request(String path) {
    return authorized(
        HttpRequest.newBuilder(url(path))
            .timeout(TIMEOUT)
            .header("Accept", "application/json")
            .header("Accept-Encoding", "gzip"));
  }

  private HttpRequest.Builder authorized(HttpRequest.Builder request) {
    authorization.ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  private HttpAnswer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      boolean packed =
          response.statusCode() != 304
              && response.headers().firstValue("Content-Encoding").orElse("").equals("gzip");
      return new HttpAnswer(
          response.statusCode(),
          response.headers().firstValue("ETag").orElse(""),
          (packed ? new GZIPInputStream(body) : body).readNBytes(MAX_BYTES));
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
