// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import io.netcheck.legacy.golang.GoDurationText;
import io.netcheck.legacy.golang.GoGenerator;
import io.netcheck.legacy.golang.GoTime;
import java.io.IOException;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Writes the valid results row by row, because they can have forty megabytes. */
record K8snetOutput(GoGenerator out, ValidResults valid) {
  /** Writes the matrix of one kind of test, by source and target, and counts the results. */
  ResultSummary matrix(ResultTable table) throws IOException {
    ResultSummary summary = new ResultSummary();
    out.writeStartObject();
    for (ResultRow row : table.rows()) {
      if (valid.has(row.source(), row.heardNanos())) {
        out.writeFieldName(row.source());
        row(row, summary);
      }
    }
    out.writeEndObject();
    return summary;
  }

  private void row(ResultRow row, ResultSummary summary) throws IOException {
    out.writeStartObject();
    for (int i = 0; i < row.size(); i++) {
      if (!valid.has(row.targets()[i], row.heardNanos())) {
        continue;
      }
      out.writeObjectFieldStart(row.targets()[i]);
      out.writeStringField("ping", row.pings()[i]);
      out.writeStringField("port_status", row.ports()[i]);
      out.writeStringField("test_duration", GoDurationText.print(row.durationNanos()[i]));
      out.writeEndObject();
      summary.count(row.isSuccess(i), row.durationNanos()[i]);
    }
    out.writeEndObject();
  }

  /** Writes the results of services, by source, and counts them. */
  ResultSummary services(ServiceTable table) throws IOException {
    ResultSummary summary = new ResultSummary();
    out.writeStartObject();
    for (ServiceRow row : table.rows()) {
      if (!valid.has(row.source(), row.heardNanos())) {
        continue;
      }
      out.writeObjectFieldStart(row.source());
      out.writeStringField("source_ip", row.sourceIp());
      out.writeStringField("target_ip", row.targetIp());
      out.writeStringField("ping_status", row.ping());
      out.writeFieldName("port_status");
      ports(row.ports());
      out.writeStringField("latency", GoDurationText.print(row.latencyNanos()));
      out.writeStringField("test_duration", GoDurationText.print(row.durationNanos()));
      out.writeStringField("timestamp", row.timestamp().toString());
      out.writeEndObject();
      summary.count(row);
    }
    out.writeEndObject();
    return summary;
  }

  private void ports(@Nullable SortedMap<Long, String> ports) throws IOException {
    if (ports == null) {
      out.writeNull();
      return;
    }
    out.writeStartObject();
    for (var port : ports.entrySet()) {
      out.writeStringField(port.getKey().toString(), port.getValue());
    }
    out.writeEndObject();
  }

  /**
   * Writes what {@code /api/v1/results} served, and what its documentation promised. The keys do
   * not collide.
   */
  void everything(K8snetTables tables, GoTime now) throws IOException {
    ClientDirectory directory = valid.directory();
    out.writeStartObject();
    out.writeNumberField("active_client_count", directory.clients());
    out.writeFieldName("host_ips");
    out.writeStrings(directory.hosts());
    out.writeFieldName("host_test_results");
    ResultSummary host = matrix(tables.hosts());
    out.writeFieldName("host_test_summary");
    host.writeTests(out);
    out.writeFieldName("pod_ips");
    out.writeStrings(directory.pods());
    out.writeFieldName("pod_test_results");
    ResultSummary pod = matrix(tables.pods());
    out.writeFieldName("pod_test_summary");
    pod.writeTests(out);
    out.writeFieldName("service_test_results");
    ResultSummary service = services(tables.services());
    out.writeFieldName("service_test_summary");
    service.writeService(out);
    out.writeStringField("timestamp", now.toString());
    out.writeEndObject();
  }
}
