// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.protocol.ErrorAnswer;
import io.netcheck.report.ControlCharacters;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Asks an exporter for what its page shows: state, matrix, history. */
final class ExporterApi implements AutoCloseable {
  static final String STATE = "/api/v2/state";
  static final String MATRIX = "/api/v2/matrix";
  static final String HISTORY = "/api/v2/history";
  static final String EVENTS = "/api/v2/events";

  private static final int MAX_ERROR = 1 << 16;

  private final ExporterHttp http;

  /**
   * @param exporter its URL; user information in it is sent as basic authentication
   * @param access what it needs to let this in
   * @throws IllegalArgumentException if {@code access} is not what it should be
   */
  ExporterApi(URI exporter, ExporterAccess access) {
    http = new ExporterHttp(exporter, access);
  }

  /** The parameters of a request, of which those without a value are left out. */
  static final class Query {
    private final Map<String, String> parameters = new LinkedHashMap<>();

    Query with(String name, Optional<String> value) {
      value.ifPresent(it -> parameters.put(name, it));
      return this;
    }

    @Override
    public String toString() {
      return parameters.isEmpty()
          ? ""
          : parameters.entrySet().stream()
              .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), UTF_8))
              .collect(Collectors.joining("&", "?", ""));
    }
  }

  /**
   * What the exporter answers, as it came.
   *
   * @throws RefusedException if it refuses, or is too old to know {@code path}
   * @throws IOException if there is no answer, with a sentence that says why
   */
  byte[] fetch(String path, Query query) throws IOException, InterruptedException {
    return body(path, http.get(path + query));
  }

  /** As {@link #fetch}, if what is there is not what {@code etag} names. */
  ExporterHttp.HttpAnswer fetchNewer(String path, String etag)
      throws IOException, InterruptedException {
    ExporterHttp.HttpAnswer answer = http.get(path, etag);
    if (answer.status() != 304) {
      body(path, answer);
    }
    return answer;
  }

  /**
   * The events of an exporter, from the one after {@code last}.
   *
   * @param last the name of an event; empty for none
   */
  ExporterHttp.HttpStream events(String last) throws IOException, InterruptedException {
    return http.stream(EVENTS, last);
  }

  /** Why there are no events. */
  IOException noEvents(ExporterHttp.HttpStream answer) throws IOException {
    return refusal(http.url(EVENTS), answer.status(), answer.body().readNBytes(MAX_ERROR));
  }

  private byte[] body(String path, ExporterHttp.HttpAnswer answer) throws IOException {
    if (answer.status() != 200) {
      throw refusal(http.url(path), answer.status(), answer.body());
    }
    return answer.body();
  }

  /** Why an answer is none. */
  static IOException refusal(URI url, int status, byte[] body) {
    Optional<ErrorAnswer> error = ErrorAnswer.read(body);
    if (error.isPresent() && (status == 400 || status == 404)) {
      // A terminal may obey what an exporter sends.
      return new RefusedException(
          ControlCharacters.replacedIn(error.get().message()) + " (" + error.get().code() + ")");
    }
    String answered = url + " answered status " + status;
    return switch (status) {
      case 401, 403 ->
          new RefusedException(answered + "; it wants a password, a token or a certificate");
      case 404 -> new RefusedException(answered + "; is it an exporter before 0.2?");
      default -> new IOException(answered);
    };
  }

  @Override
  public void close() {
    http.close();
  }
}
