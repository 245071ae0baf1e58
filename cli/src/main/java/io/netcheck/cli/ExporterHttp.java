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

  /** What the exporter answered, with any status. */
  @SuppressWarnings("ArrayRecordComponent") // read once
  record HttpAnswer(int status, byte[] body) {}

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

  HttpAnswer post(String path, byte[] json) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(json)));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url(path))
            .timeout(TIMEOUT)
            .header("Accept", "application/json")
            .header("Accept-Encoding", "gzip");
    authorization.ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  private HttpAnswer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      boolean packed = response.headers().firstValue("Content-Encoding").orElse("").equals("gzip");
      return new HttpAnswer(
          response.statusCode(), (packed ? new GZIPInputStream(body) : body).readNBytes(MAX_BYTES));
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
