// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.report;

import io.netcheck.daemon.http.Response;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.report.Report;
import io.netcheck.report.ReportJson;
import io.netcheck.verdict.Observer;
import io.netcheck.verdict.recording.RecordedSituation;
import io.netcheck.verdict.recording.SituationJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/**
 * A report with the recording of the situations that led to it, from which the same judgement can
 * be made again. The recording of a large cluster is tens of megabytes, and a tenth of that when it
 * is compressed.
 */
final class ExplainedReport {
  /** Links in one situation of a recording that is sent to a client that cannot unpack it. */
  private static final int MOST_PLAIN_ROWS = 100_000;

  private ExplainedReport() {}

  /**
   * @param encodings that the client accepts, {@code ""} if it does not say
   */
  static Response answer(Report report, List<RecordedSituation> recording, String encodings) {
    boolean packed = encodings.toLowerCase(Locale.ROOT).contains("gzip");
    List<RecordedSituation> sent = packed || isSmall(recording) ? recording : List.of();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = packed ? new GZIPOutputStream(bytes) : bytes) {
      ReportJson.write(
          report,
          json -> {
            if (!sent.isEmpty()) {
              json.writeFieldName("recording");
              SituationJson.write(json, sent);
            }
          },
          out);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot happen: writing to memory", e);
    }
    Response response =
        Response.json(bytes.toByteArray()).withHeader("Vary", "Accept, Accept-Encoding");
    return packed ? response.withHeader("Content-Encoding", "gzip") : response;
  }

  private static boolean isSmall(List<RecordedSituation> recording) {
    int rows = 0;
    for (Observer observer : recording.getLast().observers()) {
      for (PlaneResults plane : observer.planes()) {
        rows += plane.up().length;
      }
    }
    return rows <= MOST_PLAIN_ROWS;
  }
}
