// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes a heartbeat as JSON. */
final class HeartbeatWriter {
  private HeartbeatWriter() {}

  static void write(JsonGenerator out, Heartbeat heartbeat) throws IOException {
    out.writeStartObject();
    PeerJson.write(out, heartbeat.client());
    if (!heartbeat.zone().isEmpty()) {
      out.writeStringField("zone", heartbeat.zone());
    }
    out.writeStringField("version", heartbeat.version());
    out.writeStringField("instance", heartbeat.instance());
    out.writeNumberField("uptime_ms", heartbeat.uptime().toMillis());
    out.writeNumberField("sequence", heartbeat.sequence());
    if (heartbeat.goodbye()) {
      out.writeBooleanField("goodbye", true);
    }
    out.writeNumberField("clock_ms", heartbeat.clock().toEpochMilli());
    out.writeNumberField("interval_ms", heartbeat.interval().toMillis());
    PeerJson.write(out, heartbeat.endpoint());
    out.writeStringField("generation", heartbeat.generation());
    out.writeNumberField("rounds", heartbeat.roundsCompleted());
    out.writeNumberField("window_ms", heartbeat.window().toMillis());
    out.writeArrayFieldStart("planes");
    for (PlaneResults plane : heartbeat.planes()) {
      write(out, plane);
    }
    out.writeEndArray();
    if (!heartbeat.services().isEmpty()) {
      out.writeArrayFieldStart("services");
      for (ServiceResult service : heartbeat.services()) {
        out.writeStartObject();
        out.writeStringField("service", service.service());
        out.writeStringField("probe", service.probe());
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
    if (!heartbeat.dns().isEmpty()) {
      out.writeArrayFieldStart("dns");
      for (DnsResult dns : heartbeat.dns()) {
        out.writeStartObject();
        out.writeStringField("resolver", dns.resolver());
        out.writeStringField("name", dns.name());
        writeChecks(
            out, dns.state(), dns.lookups(), dns.failed(), dns.lookupMicros(), dns.reason());
      }
      out.writeEndArray();
    }
    out.writeEndObject();
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
      if (!column.reasons().isEmpty()) {
        out.writeObjectFieldStart("reasons");
        for (Map.Entry<FailureReason, List<Integer>> reason : column.sortedReasons().entrySet()) {
          out.writeArrayFieldStart(reason.getKey().label());
          for (int row : reason.getValue()) {
            out.writeNumber(row);
          }
          out.writeEndArray();
        }
        out.writeEndObject();
      }
      out.writeEndObject();
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  private static void integers(JsonGenerator out, String name, int[] values) throws IOException {
    out.writeFieldName(name);
    out.writeArray(values, 0, values.length);
  }
}
