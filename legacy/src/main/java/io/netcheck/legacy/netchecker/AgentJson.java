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

  /**
   * @param updated when the report came, by this exporter's wall clock
   */
  static byte[] write(AgentReport report, GoTime updated) {
    return GoGenerator.bytes(out -> {
      out.writeStartObject();
      out.writeNumberField("report_interval", report.interval());
      out.writeStringField("nodename", report.nodeName());
      out.writeStringField("podname", report.podName());
      out.writeStringField("hostdate", report.hostDate().orElse(GoTime.ZERO).toString());
      out.writeFieldName("uptime");
      out.writeRawValue(Long.toUnsignedString(report.uptime().orElse(0)));
      out.writeStringField("last_updated", updated.toString());
      out.writeFieldName("nslookup");
      texts(out, report.nslookup());
      out.writeFieldName("network_probes");
      probes(out, report.probes());
      out.writeFieldName("ips");
      texts(out, report.ips());
      out.writeEndObject();
    });
  }

  /** Writes the report without its lists, if there is no room for them. */
  static byte[] writeShort(AgentReport report, GoTime updated) {
    return write(
        new AgentReport(
            report.interval(),
            report.nodeName(),
            report.podName(),
            report.hostDate(),
            report.uptime(),
            null,
            null,
            null),
        updated);
  }

  private static void texts(GoGenerator out, @Nullable Map<String, @Nullable List<String>> texts)
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
