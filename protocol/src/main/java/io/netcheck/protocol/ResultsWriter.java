// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes what {@link ResultsReader} reads. */
public final class ResultsWriter {
  private ResultsWriter() {}

  /** Writes the results of one agent as fields of the object that is being written. */
  public static void write(
      JsonGenerator out,
      List<PlaneResults> planes,
      List<ServiceResult> services,
      List<DnsResult> dns)
      throws IOException {
    out.writeArrayFieldStart("planes");
    for (PlaneResults plane : planes) {
      write(out, plane);
    }
    out.writeEndArray();
    if (!services.isEmpty()) {
      out.writeArrayFieldStart("services");
      for (ServiceResult service : services) {
        out.writeStartObject();
        out.writeStringField("service", service.service());
        out.writeStringField("probe", service.probe());
        if (service.family().isPresent()) {
          out.writeStringField("ip_family", service.family().get().label());
        }
        if (service.synRetries() > 0) {
          out.writeNumberField("syn_retries", service.synRetries());
        }
        if (service.tlsNotAfter().isPresent()) {
          // A certificate can say any time, and the reader would refuse the whole heartbeat.
          long second = service.tlsNotAfter().get().getEpochSecond();
          out.writeNumberField("tls_not_after", Math.clamp(second, 0, ResultsReader.LAST_SECOND));
        }
        writeChecks(
            out,
            service.state(),
            service.checks(),
            service.failed(),
            service.totalMicros(),
            service.reason());
      }
      out.writeEndArray();
    }
    if (!dns.isEmpty()) {
      out.writeArrayFieldStart("dns");
      for (DnsResult lookup : dns) {
        out.writeStartObject();
        out.writeStringField("resolver", lookup.resolver());
        if (lookup.transport() != DnsTransport.UDP) {
          out.writeStringField("transport", lookup.transport().label());
        }
        out.writeStringField("name", lookup.name());
        writeChecks(
            out,
            lookup.state(),
            lookup.lookups(),
            lookup.failed(),
            lookup.lookupMicros(),
            lookup.reason());
      }
      out.writeEndArray();
    }
  }

  private static void writeChecks(
      JsonGenerator out,
      LinkState state,
      int checks,
      int failed,
      int micros,
      Optional<FailureReason> reason)
      throws IOException {
    out.writeNumberField("up", state.code());
    out.writeNumberField("checks", checks);
    out.writeNumberField("failed", failed);
    out.writeNumberField("micros", micros);
    if (reason.isPresent()) {
      out.writeStringField("reason", reason.get().label());
    }
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, PlaneResults plane) throws IOException {
    out.writeStartObject();
    out.writeStringField("network", plane.network().label());
    out.writeStringField("ip_family", plane.family().label());
    out.writeArrayFieldStart("targets");
    for (String target : plane.targets()) {
      out.writeString(target);
    }
    out.writeEndArray();
    integers(out, "up", plane.up());
    out.writeObjectFieldStart("probes");
    for (Map.Entry<ProbeKind, ProbeColumn> entry : plane.probes().entrySet()) {
      out.writeObjectFieldStart(entry.getKey().label());
      ProbeColumn column = entry.getValue();
      integers(out, "up", column.up());
      integers(out, "sent", column.sent());
      integers(out, "failed", column.failed());
      integers(out, "rtt_mean_us", column.rttMeanMicros());
      integers(out, "rtt_max_us", column.rttMaxMicros());
      rows(out, "reasons", column.sortedReasons());
      rows(out, "senders", column.sortedSenders());
      if (column.pathMtuBytes().length > 0) {
        integers(out, "path_mtu_bytes", column.pathMtuBytes());
      }
      out.writeEndObject();
    }
    out.writeEndObject();
    if (!plane.failingPorts().isEmpty()) {
      out.writeArrayFieldStart("failing_ports");
      for (FailingPorts ports : plane.failingPorts()) {
        write(out, ports);
      }
      out.writeEndArray();
    }
    if (plane.neverUp().isPresent()) {
      write(out, plane.neverUp().get());
    }
    PacketRowJson.write(out, plane.packets());
    if (!plane.rerouted().isEmpty()) {
      integers(out, "rerouted", plane.rerouted().stream().mapToInt(Integer::intValue).toArray());
    }
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, List<NeverUp> links) throws IOException {
    int[] rows = links.stream().mapToInt(NeverUp::row).toArray();
    int[] millis =
        links.stream()
            .mapToInt(link -> (int) Math.min(link.time().toMillis(), Integer.MAX_VALUE))
            .toArray();
    out.writeObjectFieldStart("never_up");
    integers(out, "rows", rows);
    integers(out, "for_ms", millis);
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, FailingPorts ports) throws IOException {
    out.writeStartObject();
    out.writeNumberField("row", ports.row());
    out.writeNumberField("tried", ports.tried());
    out.writeNumberField("failing", ports.failing());
    out.writeArrayFieldStart("examples");
    for (int port : ports.examples()) {
      out.writeNumber(port);
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private static void rows(JsonGenerator out, String name, Map<?, List<Integer>> rows)
      throws IOException {
    if (rows.isEmpty()) {
      return;
    }
    out.writeObjectFieldStart(name);
    for (Map.Entry<?, List<Integer>> entry : rows.entrySet()) {
      out.writeArrayFieldStart(entry.getKey().toString());
      for (int row : entry.getValue()) {
        out.writeNumber(row);
      }
      out.writeEndArray();
    }
    out.writeEndObject();
  }

  private static void integers(JsonGenerator out, String name, int[] values) throws IOException {
    out.writeFieldName(name);
    out.writeArray(values, 0, values.length);
  }
}
