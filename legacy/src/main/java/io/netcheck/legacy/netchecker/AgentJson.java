// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.netchecker;

import io.netcheck.legacy.golang.GoGenerator;
import io.netcheck.legacy.golang.GoTime;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a report in the form in which netchecker's server returned it. */
final class AgentJson {
  private AgentJson() {}

  /** Writes the last report of an agent. */
  static void write(GoGenerator out, ReportingAgent agent) throws IOException {
    AgentReport report = agent.report();
    out.writeStartObject();
    head(out, report);
    out.writeStringField("hostdate", report.hostDate().orElse(GoTime.ZERO).toString());
    out.writeFieldName("uptime");
    out.writeRawValue(Long.toUnsignedString(report.uptime().orElse(0)));
    out.writeStringField("last_updated", GoTime.of(agent.heardAt()).toString());
    lists(out, report, agent.lists());
    out.writeEndObject();
  }

  /** The same without what the agent did not send, so that it can be read again. */
  static byte[] exact(AgentReport report, AgentLists lists) {
    return GoGenerator.bytes(out -> {
      out.writeStartObject();
      head(out, report);
      if (report.hostDate().isPresent()) {
        out.writeStringField("hostdate", report.hostDate().get().toString());
      }
      if (report.uptime().isPresent()) {
        out.writeFieldName("uptime");
        out.writeRawValue(Long.toUnsignedString(report.uptime().getAsLong()));
      }
      lists(out, report, lists);
      out.writeEndObject();
    });
  }

  private static void head(GoGenerator out, AgentReport report) throws IOException {
    out.writeNumberField("report_interval", report.interval());
    out.writeStringField("nodename", report.nodeName());
    out.writeStringField("podname", report.podName());
  }

  private static void lists(GoGenerator out, AgentReport report, AgentLists lists)
      throws IOException {
    out.writeFieldName("nslookup");
    out.writeRawValue(lists.nslookup());
    out.writeFieldName("network_probes");
    probes(out, report.probes());
    out.writeFieldName("ips");
    out.writeRawValue(lists.ips());
  }

  static void texts(GoGenerator out, @Nullable Map<String, @Nullable List<String>> texts)
      throws IOException {
    if (texts == null) {
      out.writeNull();
      return;
    }
    out.writeStartObject();
    for (Map.Entry<String, @Nullable List<String>> entry : texts.entrySet()) {
      out.writeFieldName(entry.getKey());
      List<String> values = entry.getValue();
      if (values == null) {
        out.writeNull();
      } else {
        out.writeStrings(values);
      }
    }
    out.writeEndObject();
  }

  private static void probes(GoGenerator out, @Nullable List<HttpProbe> probes) throws IOException {
    if (probes == null) {
      out.writeNull();
      return;
    }
    out.writeStartArray();
    for (HttpProbe probe : probes) {
      out.writeStartObject();
      out.writeStringField("URL", probe.url());
      out.writeNumberField("ConnectionResult", probe.connectionResult());
      out.writeNumberField("HTTPCode", probe.httpCode());
      out.writeNumberField("Total", probe.total());
      out.writeNumberField("ContentTransfer", probe.contentTransfer());
      out.writeNumberField("TCPConnection", probe.tcpConnection());
      out.writeNumberField("DNSLookup", probe.dnsLookup());
      out.writeNumberField("Connect", probe.connect());
      out.writeNumberField("ServerProcessing", probe.serverProcessing());
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}
