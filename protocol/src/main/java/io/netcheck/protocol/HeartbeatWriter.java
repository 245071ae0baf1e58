// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

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
    if (heartbeat.stretch().isStretched()) {
      out.writeNumberField("stretch", heartbeat.stretch().factor());
    }
    PeerJson.write(out, heartbeat.endpoint());
    out.writeStringField("generation", heartbeat.generation());
    out.writeNumberField("rounds", heartbeat.roundsCompleted());
    out.writeNumberField("window_ms", heartbeat.window().toMillis());
    if (!heartbeat.paused().isZero()) {
      out.writeNumberField("paused_ms", heartbeat.paused().toMillis());
    }
    if (heartbeat.smallSegments()) {
      out.writeBooleanField("small_segments", true);
    }
    KernelHintJson.write(out, heartbeat.kernel());
    ResultsWriter.write(out, heartbeat.planes(), heartbeat.services(), heartbeat.dns());
    if (!heartbeat.checks().isEmpty()) {
      out.writeFieldName("checks");
      CheckWriter.results(out, heartbeat.checks());
    }
    if (heartbeat.sweep().isPresent()) {
      SweepJson.write(out, heartbeat.sweep().get());
    }
    out.writeEndObject();
  }
}
