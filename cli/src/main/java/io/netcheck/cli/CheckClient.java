// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.protocol.CheckJson;
import io.netcheck.protocol.CheckProgress;
import io.netcheck.protocol.CheckRequest;
import io.netcheck.protocol.ErrorAnswer;
import io.netcheck.report.ControlCharacters;
import io.netcheck.report.Report;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Asks an exporter to check something now, and for what became of it. */
final class CheckClient implements AutoCloseable {
  private static final String CHECKS = "/api/v2/checks";

  /** The exporter does not do the check, and says why. */
  static final class CheckRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String field;

    CheckRefusedException(String message, String field) {
      super(message, null, false, false);
      this.field = field;
    }

    /** A JSON pointer to what the exporter does not know; {@code ""} if it is not about a field. */
    String field() {
      return field;
    }
  }

  private final ExporterHttp http;

  /**
   * @param exporter its URL; user information in it is sent as basic authentication
   * @throws IllegalArgumentException if {@code access} is not what it should be
   */
  CheckClient(URI exporter, ExporterAccess access) {
    http = new ExporterHttp(exporter, access);
  }

  /**
   * Orders a check.
   *
   * @throws CheckRefusedException if the exporter does not do it
   */
  CheckProgress begin(CheckRequest request)
      throws IOException, InterruptedException, CheckRefusedException {
    ExporterHttp.HttpAnswer answer = http.post(CHECKS, CheckJson.write(request));
    if (answer.status() != 202) {
      throw refusal(answer);
    }
    return CheckJson.readProgress(answer.body());
  }

  /** The check as it is now, as the exporter wrote it. */
  byte[] fetch(String id) throws IOException, InterruptedException {
    ExporterHttp.HttpAnswer answer = http.get(CHECKS + "/" + id);
    if (answer.status() != 200) {
      throw new IOException(http.url(CHECKS) + " answered status " + answer.status());
    }
    return answer.body();
  }

  /** The nodes that have an agent of this project. */
  List<String> nodes() throws IOException, InterruptedException {
    ExporterHttp.HttpAnswer answer = http.get("/report?links=none");
    return answer.status() != 200
        ? List.of()
        : ReportClient.parse(answer.body()).nodes().stream()
            .filter(node ->
                node.clients().stream()
                    .anyMatch(client -> client.software().equals(Report.ClientRow.NETCHECK)))
            .map(Report.NodeRow::node)
            .toList();
  }

  private CheckRefusedException refusal(ExporterHttp.HttpAnswer answer) {
    Optional<ErrorAnswer> error = ErrorAnswer.read(answer.body());
    if (error.isEmpty() || (answer.status() == 404 && error.get().field().isEmpty())) {
      return new CheckRefusedException(
          http.url(CHECKS) + " answered status " + answer.status() + "; is it an older exporter?",
          "");
    }
    return new CheckRefusedException(
        ControlCharacters.replacedIn(error.get().message()) + " (" + error.get().code() + ")",
        answer.status() == 404 ? error.get().field() : "");
  }

  @Override
  public void close() {
    http.close();
  }
}
