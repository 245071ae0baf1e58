// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.report.Report;
import io.netcheck.report.ReportJson;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** Fetches the report of an exporter. */
final class ReportClient implements AutoCloseable {
  private static final String REPORT = "/report";

  private final ExporterHttp http;

  ReportClient(URI exporter) {
    this(exporter, ExporterAccess.OPEN);
  }

  /**
   * @param exporter its URL, without {@code /report}; user information in it is sent as basic
   *     authentication
   * @param access what it needs to let this in
   * @throws IllegalArgumentException if {@code access} is not what it should be
   */
  ReportClient(URI exporter, ExporterAccess access) {
    http = new ExporterHttp(exporter, access);
  }

  /**
   * The report of this moment, as it came.
   *
   * @throws IOException if there is none to be had, with a sentence that says why
   */
  byte[] fetch() throws IOException, InterruptedException {
    return fetch(REPORT);
  }

  /**
   * The report of {@code at}, as far as the exporter keeps it.
   *
   * @throws RefusedException if that was before all that it keeps
   */
  byte[] fetch(Instant at) throws IOException, InterruptedException {
    ExporterApi.Query query = new ExporterApi.Query().with("at", Optional.of(at.toString()));
    ExporterHttp.HttpAnswer answer = http.get(REPORT + query);
    if (answer.status() != 200) {
      throw ExporterApi.refusal(http.url(REPORT), answer.status(), answer.body());
    }
    return answer.body();
  }

  /** As {@link #fetch}, with what led to the report. */
  byte[] fetchExplained() throws IOException, InterruptedException {
    return fetch(REPORT + "?explain=1");
  }

  private byte[] fetch(String path) throws IOException, InterruptedException {
    ExporterHttp.HttpAnswer answer = http.get(path);
    if (answer.status() != 200) {
      throw new IOException(http.url(path) + " answered status " + answer.status());
    }
    return answer.body();
  }

  static Report parse(byte[] json) throws IOException {
    return ReportJson.read(json);
  }

  @Override
  public void close() {
    http.close();
  }
}
