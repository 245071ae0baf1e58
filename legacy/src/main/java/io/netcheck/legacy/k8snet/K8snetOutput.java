// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import io.netcheck.legacy.golang.GoDuration;
import io.netcheck.legacy.golang.GoTime;
import io.netcheck.legacy.golang.GoWriter;
import java.io.IOException;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Writes the valid results row by row, because they can have forty megabytes. */
record K8snetOutput(GoWriter out, ValidResults valid) {
  /** Writes the matrix of one kind of test, by source and target, and counts the results. */
  ResultSummary matrix(ResultTable table) throws IOException {
    ResultSummary summary = new ResultSummary();
    out.raw("{");
    String comma = "";
    for (ResultRow row : table.rows()) {
      if (valid.has(row.source(), row.heardNanos())) {
        out.raw(comma).key(row.source());
        row(row, summary);
        out.drain();
        comma = ",";
      }
    }
    out.raw("}");
    return summary;
  }

  private void row(ResultRow row, ResultSummary summary) {
    out.raw("{");
    String comma = "";
    for (int i = 0; i < row.size(); i++) {
      if (!valid.has(row.targets()[i], row.heardNanos())) {
        continue;
      }
      out.raw(comma).key(row.targets()[i]);
      out.raw("{\"ping\":").string(row.pings()[i]);
      out.raw(",\"port_status\":").string(row.ports()[i]);
      out.raw(",\"test_duration\":").string(GoDuration.print(row.durationNanos()[i])).raw("}");
      summary.count(row.isSuccess(i), row.durationNanos()[i]);
      comma = ",";
    }
    out.raw("}");
  }

  /** Writes the results of services, by source, and counts them. */
  ResultSummary services(ServiceTable table) throws IOException {
    ResultSummary summary = new ResultSummary();
    out.raw("{");
    String comma = "";
    for (ServiceRow row : table.rows()) {
      if (!valid.has(row.source(), row.heardNanos())) {
        continue;
      }
      out.raw(comma).key(row.source());
      out.raw("{\"source_ip\":").string(row.sourceIp());
      out.raw(",\"target_ip\":").string(row.targetIp());
      out.raw(",\"ping_status\":").string(row.ping());
      out.raw(",\"port_status\":");
      ports(row.ports());
      out.raw(",\"latency\":").string(GoDuration.print(row.latencyNanos()));
      out.raw(",\"test_duration\":").string(GoDuration.print(row.durationNanos()));
      out.raw(",\"timestamp\":").string(row.timestamp().toString()).raw("}");
      summary.count(row);
      out.drain();
      comma = ",";
    }
    out.raw("}");
    return summary;
  }

  private void ports(@Nullable SortedMap<Long, String> ports) {
    if (ports == null) {
      out.raw("null");
      return;
    }
    out.raw("{");
    String comma = "";
    for (var port : ports.entrySet()) {
      out.raw(comma).key(port.getKey().toString()).string(port.getValue());
      comma = ",";
    }
    out.raw("}");
  }

  /**
   * Writes what {@code /api/v1/results} served, and what its documentation promised. The keys do
   * not collide.
   */
  void everything(K8snetTables tables, GoTime now) throws IOException {
    ClientDirectory directory = valid.directory();
    out.raw("{\"active_client_count\":").number(directory.clients());
    out.raw(",\"host_ips\":").strings(directory.hosts());
    out.raw(",\"host_test_results\":");
    ResultSummary host = matrix(tables.hosts());
    out.raw(",\"host_test_summary\":");
    host.writeTests(out);
    out.raw(",\"pod_ips\":").strings(directory.pods());
    out.raw(",\"pod_test_results\":");
    ResultSummary pod = matrix(tables.pods());
    out.raw(",\"pod_test_summary\":");
    pod.writeTests(out);
    out.raw(",\"service_test_results\":");
    ResultSummary service = services(tables.services());
    out.raw(",\"service_test_summary\":");
    service.writeService(out);
    out.raw(",\"timestamp\":").string(now.toString()).raw("}");
  }
}
