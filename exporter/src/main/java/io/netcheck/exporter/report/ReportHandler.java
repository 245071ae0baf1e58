// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.report;

import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.RequestHandler;
import io.netcheck.daemon.http.Response;
import io.netcheck.exporter.assess.Assessment;
import io.netcheck.exporter.assess.Assessor;
import io.netcheck.exporter.assess.ExplainedAssessment;
import io.netcheck.report.Report;
import io.netcheck.report.ReportJson;
import io.netcheck.report.ReportSection;
import io.netcheck.report.TextReport;
import io.netcheck.report.TextStyle;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers {@code GET /report}. */
public final class ReportHandler implements RequestHandler {
  private final Assessor assessor;
  private final ReportBuilder builder;
  private final Supplier<List<ReportSection>> more;
  private final PastReports past;

  /** The plain report of the last assessment, because many clients ask for the same one. */
  private volatile @Nullable Written written;

  @SuppressWarnings("ArrayRecordComponent") // only written, never changed
  private record Written(Assessment of, byte[] json) {}

  /**
   * @param more sections below the report, in the text
   * @param past what is kept of the reports of past times
   */
  public ReportHandler(
      Assessor assessor,
      ReportBuilder builder,
      Supplier<List<ReportSection>> more,
      PastReports past) {
    this.assessor = assessor;
    this.builder = builder;
    this.more = more;
    this.past = past;
  }

  @Override
  public Response handle(Request request) throws HttpError {
    ReportQuery query = ReportQuery.of(request);
    if (request.parameter("at").isPresent()) {
      return past(query, past.at(request, query));
    }
    return query.explain() ? explained(request, query) : plain(query);
  }

  private Response explained(Request request, ReportQuery query) throws HttpError {
    ExplainedAssessment explained = assessor.explained();
    requireNode(explained.assessment(), query);
    return switch (query.form()) {
      case TEXT -> varying(text(explained.assessment(), query));
      case JSON ->
          ExplainedReport.answer(
              builder.build(explained.assessment(), query),
              explained.recording(),
              request.head().header("Accept-Encoding"));
    };
  }

  private static Response past(ReportQuery query, Report report) {
    return varying(
        switch (query.form()) {
          case TEXT -> Response.text(TextReport.of(report, TextStyle.PLAIN, List.of()));
          case JSON -> Response.json(ReportJson.write(report));
        });
  }

  private Response plain(ReportQuery query) throws HttpError {
    Assessment assessment = assessor.latest();
    requireNode(assessment, query);
    return varying(
        switch (query.form()) {
          case TEXT -> text(assessment, query);
          case JSON -> Response.json(json(assessment, query));
        });
  }

  private static void requireNode(Assessment assessment, ReportQuery query) throws HttpError {
    if (query.node().isPresent() && assessment.mesh().node(query.node().get()).isEmpty()) {
      throw new HttpError(ErrorCode.NOT_FOUND, "parameter node: no agent is known there");
    }
  }

  /** Accept decides the form, and caches must know that. */
  private static Response varying(Response response) {
    return response.withHeader("Vary", "Accept");
  }

  private Response text(Assessment assessment, ReportQuery query) {
    return Response.text(
        TextReport.of(builder.build(assessment, query), TextStyle.PLAIN, more.get()));
  }

  @SuppressWarnings("ReferenceEquality") // the same assessment or another one
  private byte[] json(Assessment assessment, ReportQuery query) {
    if (!query.equals(ReportQuery.DEFAULT)) {
      return ReportJson.write(builder.build(assessment, query));
    }
    Written last = written;
    if (last == null || last.of != assessment) {
      last = new Written(assessment, ReportJson.write(builder.build(assessment, query)));
      written = last;
    }
    return last.json;
  }
}
