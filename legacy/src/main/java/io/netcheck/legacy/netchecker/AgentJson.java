// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.netchecker;

import io.netcheck.legacy.golang.GoTime;
import io.netcheck.legacy.golang.GoWriter;
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
    return GoWriter.bytes(out -> {
      out.raw("{\"report_interval\":").number(report.interval());
      out.raw(",\"nodename\":").string(report.nodeName());
      out.raw(",\"podname\":").string(report.podName());
      out.raw(",\"hostdate\":").string(report.hostDate().orElse(GoTime.ZERO).toString());
      out.raw(",\"uptime\":").raw(Long.toUnsignedString(report.uptime().orElse(0)));
      out.raw(",\"last_updated\":").string(updated.toString());
      out.raw(",\"nslookup\":");
      texts(out, report.nslookup());
      out.raw(",\"network_probes\":");
      probes(out, report.probes());
      out.raw(",\"ips\":");
      texts(out, report.ips());
      out.raw("}");
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

  private static void texts(GoWriter out, @Nullable Map<String, @Nullable List<String>> texts) {
    if (texts == null) {
      out.raw("null");
      return;
    }
    out.raw("{");
    String comma = "";
    for (Map.Entry<String, @Nullable List<String>> entry : texts.entrySet()) {
      out.raw(comma).key(entry.getKey());
      List<String> values = entry.getValue();
      if (values == null) {
        out.raw("null");
      } else {
        out.strings(values);
      }
      comma = ",";
    }
    out.raw("}");
  }

  private static void probes(GoWriter out, @Nullable List<HttpProbe> probes) {
    if (probes == null) {
      out.raw("null");
      return;
    }
    out.raw("[");
    String comma = "";
    for (HttpProbe probe : probes) {
      out.raw(comma).raw("{\"URL\":").string(probe.url());
      out.raw(",\"ConnectionResult\":").number(probe.connectionResult());
      out.raw(",\"HTTPCode\":").number(probe.httpCode());
      out.raw(",\"Total\":").number(probe.total());
      out.raw(",\"ContentTransfer\":").number(probe.contentTransfer());
      out.raw(",\"TCPConnection\":").number(probe.tcpConnection());
      out.raw(",\"DNSLookup\":").number(probe.dnsLookup());
      out.raw(",\"Connect\":").number(probe.connect());
      out.raw(",\"ServerProcessing\":").number(probe.serverProcessing()).raw("}");
      comma = ",";
    }
    out.raw("]");
  }
}
