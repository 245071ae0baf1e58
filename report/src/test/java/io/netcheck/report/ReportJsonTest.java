// SPDX-License-Identifier: Apache-2.0
package io.netcheck.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ReportJsonTest {
  private static final String REPORT =
      """
      {"schema":1,"timestamp":"2026-01-02T03:04:05Z","version":"0.2.0","cluster":"",
       "status":"healthy","summary":"All is well.",
       "clients":{"by_version":{},"duplicates":[],"stalled":[]},
       "networks":[],"faults":[],"nodes":[],"zones":[],"services":[],"dns":[],"links":[]}
      """;

  @Test
  void whatMayBeMissingIsNotMissed() throws IOException {
    Report report = ReportJson.read(REPORT.getBytes(UTF_8));
    assertEquals(report, ReportJson.read(ReportJson.write(report)));
  }

  @Test
  void aMissingFieldIsNamed() {
    refused("not a report: /status is missing", REPORT.replace("\"status\"", "\"state\""));
    refused("not a report: /summary is missing", REPORT.replace("\"All is well.\"", "null"));
    refused(
        "not a report: /clients/by_version is missing", REPORT.replace("\"by_version\":{},", ""));
  }

  @Test
  void anElementIsNeverNull() {
    refused(
        "not a report: /nodes/0 is missing", REPORT.replace("\"nodes\":[]", "\"nodes\":[null]"));
    refused(
        "not a report: /nodes/0/node is missing", REPORT.replace("\"nodes\":[]", "\"nodes\":[{}]"));
  }

  private static void refused(String message, String json) {
    IOException e = assertThrows(IOException.class, () -> ReportJson.read(json.getBytes(UTF_8)));
    assertEquals(message, e.getMessage());
  }
}
