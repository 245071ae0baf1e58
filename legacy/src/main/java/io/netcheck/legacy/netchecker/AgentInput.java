// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.netchecker;

import io.netcheck.legacy.golang.GoException;
import io.netcheck.legacy.golang.GoReader;
import io.netcheck.legacy.golang.GoTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads an agent's report within limits. What exceeds them is dropped without an error. */
final class AgentInput {
  private static final int MOST_PROBES = 64;
  private static final int MOST_NAMES = 1_024;
  private static final int MOST_ADDRESSES = 64;
  private static final int LONGEST_TEXT = 512;
  private static final String TEXT_MAP = " of type map[string][]string";

  private final GoReader in;

  private AgentInput(GoReader in) {
    this.in = in;
  }

  static AgentReport read(byte[] body) throws GoException {
    AgentInput input = new AgentInput(GoReader.ofWhole(body));
    AgentReport report = input.report();
    input.in.end();
    return report;
  }

  private AgentReport report() throws GoException {
    class ReportFields {
      long interval;
      String nodeName = "";
      String podName = "";
      Optional<GoTime> hostDate = Optional.empty();
      OptionalLong uptime = OptionalLong.empty();
      @Nullable Map<String, @Nullable List<String>> nslookup;
      @Nullable List<HttpProbe> probes;
      @Nullable Map<String, @Nullable List<String>> ips;

      void read(String key) throws GoException {
        if (GoReader.is(key, "report_interval")) {
          interval = integer("AgentSpec.report_interval", "int").orElse(interval);
        } else if (GoReader.is(key, "nodename")) {
          nodeName = text("AgentSpec.nodename").orElse(nodeName);
        } else if (GoReader.is(key, "podname")) {
          podName = text("AgentSpec.podname").orElse(podName);
        } else if (GoReader.is(key, "hostdate")) {
          hostDate = in.time().or(() -> hostDate);
        } else if (GoReader.is(key, "uptime")) {
          OptionalLong value = in.unsigned("struct field AgentSpec.uptime of type uint64");
          uptime = value.isPresent() ? value : uptime;
        } else if (GoReader.is(key, "last_updated")) {
          // The server sets this field itself, but the value must be a time.
          var _ = in.time();
        } else if (GoReader.is(key, "nslookup")) {
          nslookup = texts("AgentSpec.nslookup");
        } else if (GoReader.is(key, "network_probes")) {
          probes = probes();
        } else if (GoReader.is(key, "ips")) {
          ips = texts("AgentSpec.ips");
        } else {
          in.skip();
        }
      }
    }
    ReportFields fields = new ReportFields();
    in.object("value of type v1.AgentSpec", fields::read);
    return new AgentReport(
        fields.interval,
        fields.nodeName,
        fields.podName,
        fields.hostDate,
        fields.uptime,
        fields.nslookup,
        fields.probes,
        fields.ips);
  }

  private Optional<String> text(String field) throws GoException {
    return in.string("struct field " + field + " of type string").map(AgentInput::cut);
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
  }

  private OptionalLong integer(String field, String type) throws GoException {
    return in.integer("struct field " + field + " of type " + type);
  }

  private @Nullable Map<String, @Nullable List<String>> texts(String field) throws GoException {
    Map<String, @Nullable List<String>> texts = new TreeMap<>();
    boolean given =
        in.object(
            "struct field " + field + TEXT_MAP,
            key -> {
              List<String> values = list(field);
              if (texts.size() < MOST_NAMES && key.length() <= LONGEST_TEXT) {
                texts.put(key, values);
              }
            });
    return given ? texts : null;
  }

  private @Nullable List<String> list(String field) throws GoException {
    List<String> values = new ArrayList<>();
    boolean given =
        in.array(
            "struct field " + field + " of type []string",
            () -> {
              String value = text(field).orElse("");
              if (values.size() < MOST_ADDRESSES) {
                values.add(value);
              }
            });
    return given ? values : null;
  }

  private @Nullable List<HttpProbe> probes() throws GoException {
    List<HttpProbe> probes = new ArrayList<>();
    boolean given =
        in.array(
            "struct field AgentSpec.network_probes of type []v1.ProbeResult",
            () -> {
              HttpProbe probe = probe();
              if (probes.size() < MOST_PROBES) {
                probes.add(probe);
              }
            });
    return given ? probes : null;
  }

  private HttpProbe probe() throws GoException {
    class ProbeFields {
      String url = "";
      long connectionResult;
      long httpCode;
      long total;
      long contentTransfer;
      long tcpConnection;
      long dnsLookup;
      long connect;
      long serverProcessing;

      void read(String key) throws GoException {
        if (GoReader.is(key, "URL")) {
          url = text("ProbeResult.network_probes.URL").orElse(url);
        } else if (GoReader.is(key, "ConnectionResult")) {
          connectionResult = number("ConnectionResult", connectionResult);
        } else if (GoReader.is(key, "HTTPCode")) {
          httpCode = number("HTTPCode", httpCode);
        } else if (GoReader.is(key, "Total")) {
          total = number("Total", total);
        } else if (GoReader.is(key, "ContentTransfer")) {
          contentTransfer = number("ContentTransfer", contentTransfer);
        } else if (GoReader.is(key, "TCPConnection")) {
          tcpConnection = number("TCPConnection", tcpConnection);
        } else if (GoReader.is(key, "DNSLookup")) {
          dnsLookup = number("DNSLookup", dnsLookup);
        } else if (GoReader.is(key, "Connect")) {
          connect = number("Connect", connect);
        } else if (GoReader.is(key, "ServerProcessing")) {
          serverProcessing = number("ServerProcessing", serverProcessing);
        } else {
          in.skip();
        }
      }
    }
    ProbeFields fields = new ProbeFields();
    in.object("struct field AgentSpec.network_probes of type v1.ProbeResult", fields::read);
    return new HttpProbe(
        fields.url,
        fields.connectionResult,
        fields.httpCode,
        fields.total,
        fields.contentTransfer,
        fields.tcpConnection,
        fields.dnsLookup,
        fields.connect,
        fields.serverProcessing);
  }

  private long number(String field, long fallback) throws GoException {
    return integer("ProbeResult.network_probes." + field, "int").orElse(fallback);
  }
}
