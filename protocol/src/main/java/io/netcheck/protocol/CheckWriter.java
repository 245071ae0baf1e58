// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes checks as JSON: requests, orders, results and their progress. */
final class CheckWriter {
  private CheckWriter() {}

  static void request(JsonGenerator out, CheckRequest request) throws IOException {
    out.writeStartObject();
    out.writeStringField("source", request.source());
    out.writeStringField("target", request.target());
    if (request.oneWay()) {
      out.writeBooleanField("one_way", true);
    }
    question(out, request.question());
    out.writeEndObject();
  }

  static void orders(JsonGenerator out, List<CheckOrder> orders) throws IOException {
    out.writeStartArray();
    for (CheckOrder order : orders) {
      out.writeStartObject();
      out.writeStringField("id", order.id());
      out.writeFieldName("target");
      PeerJson.write(out, order.target());
      question(out, order.question());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void question(JsonGenerator out, CheckQuestion question) throws IOException {
    if (question.network().isPresent()) {
      out.writeStringField("network", question.network().get().label());
    }
    if (question.family().isPresent()) {
      out.writeStringField("ip_family", question.family().get().label());
    }
    out.writeArrayFieldStart("probes");
    for (CheckProbe probe : question.probes()) {
      out.writeString(probe.label());
    }
    out.writeEndArray();
    numbers(out, "sizes", question.sizes());
    numbers(out, "ports", question.ports());
    out.writeNumberField("count", question.count());
  }

  static void results(JsonGenerator out, List<CheckResult> results) throws IOException {
    out.writeStartArray();
    for (CheckResult result : results) {
      out.writeStartObject();
      out.writeStringField("order", result.order());
      if (result.refused().isPresent()) {
        out.writeStringField("refused", result.refused().get().label());
      }
      lines(out, result.lines());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  static void progress(JsonGenerator out, CheckProgress progress) throws IOException {
    out.writeStartObject();
    out.writeStringField("id", progress.id());
    out.writeStringField("created", progress.created().toString());
    out.writeBooleanField("done", progress.isDone());
    out.writeArrayFieldStart("directions");
    for (CheckProgress.Direction direction : progress.directions()) {
      out.writeStartObject();
      out.writeStringField("kind", direction.source().kind().label());
      out.writeStringField("source", direction.source().node());
      out.writeStringField("target", direction.target());
      out.writeStringField("state", direction.state().label());
      if (direction.refused().isPresent()) {
        out.writeStringField("refused", direction.refused().get().label());
      }
      lines(out, direction.lines());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private static void lines(JsonGenerator out, List<CheckLine> lines) throws IOException {
    if (lines.isEmpty()) {
      return;
    }
    out.writeArrayFieldStart("lines");
    for (CheckLine line : lines) {
      out.writeStartObject();
      out.writeStringField("network", line.network().label());
      out.writeStringField("ip_family", line.family().label());
      out.writeStringField("probe", line.probe().label());
      switch (line) {
        case CheckLine.Measured measured -> measured(out, measured);
        case CheckLine.Traced traced -> traced(out, traced);
        case CheckLine.Skipped skipped -> out.writeStringField("skipped", skipped.reason().label());
      }
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void measured(JsonGenerator out, CheckLine.Measured line) throws IOException {
    positive(out, "size", line.size());
    positive(out, "port", line.port());
    out.writeNumberField("sent", line.sent());
    out.writeNumberField("failed", line.failed());
    if (line.rttMaxMicros() > 0) {
      out.writeNumberField("rtt_min_us", line.rttMinMicros());
      out.writeNumberField("rtt_mean_us", line.rttMeanMicros());
      out.writeNumberField("rtt_max_us", line.rttMaxMicros());
    }
    if (!line.reasons().isEmpty()) {
      out.writeObjectFieldStart("reasons");
      for (Map.Entry<FailureReason, Integer> entry : new TreeMap<>(line.reasons()).entrySet()) {
        out.writeNumberField(entry.getKey().label(), entry.getValue());
      }
      out.writeEndObject();
    }
    if (!line.senders().isEmpty()) {
      out.writeArrayFieldStart("senders");
      for (ErrorSender sender : line.senders()) {
        out.writeString(sender.label());
      }
      out.writeEndArray();
    }
    numbers(out, "failed_ports", line.failedPorts());
  }

  private static void traced(JsonGenerator out, CheckLine.Traced line) throws IOException {
    positive(out, "port", line.port());
    out.writeArrayFieldStart("hops");
    for (TraceHop hop : line.hops()) {
      out.writeStartObject();
      out.writeNumberField("hop", hop.number());
      out.writeStringField("address", hop.address().getHostAddress());
      out.writeNumberField("rtt_us", hop.rttMicros());
      out.writeEndObject();
    }
    out.writeEndArray();
    if (line.failure().isPresent()) {
      out.writeStringField("failure", line.failure().get().label());
    }
  }

  private static void positive(JsonGenerator out, String name, int value) throws IOException {
    if (value > 0) {
      out.writeNumberField(name, value);
    }
  }

  private static void numbers(JsonGenerator out, String name, List<Integer> values)
      throws IOException {
    if (!values.isEmpty()) {
      out.writeArrayFieldStart(name);
      for (int value : values) {
        out.writeNumber(value);
      }
      out.writeEndArray();
    }
  }
}
