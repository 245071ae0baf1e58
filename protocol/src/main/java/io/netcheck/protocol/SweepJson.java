// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the exporter and an agent say to each other about the sweep, as JSON. */
final class SweepJson {
  /** In a heartbeat, and in its answer. */
  static final String FIELD = "sweep";

  /** A newer agent may have more kinds. */
  private static final int MOST_PROBES = 16;

  private SweepJson() {}

  static void write(JsonGenerator out, SweepOrder order) throws IOException {
    out.writeObjectFieldStart(FIELD);
    out.writeStringField("order", order.id());
    out.writeArrayFieldStart("targets");
    for (Peer target : order.targets()) {
      PeerJson.write(out, target);
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  static void write(JsonGenerator out, SweepReport report) throws IOException {
    out.writeObjectFieldStart(FIELD);
    if (report.order().isPresent()) {
      out.writeStringField("order", report.order().get());
    }
    if (!report.unmeasured().isEmpty()) {
      out.writeArrayFieldStart("unmeasured");
      for (String node : report.unmeasured()) {
        out.writeString(node);
      }
      out.writeEndArray();
    }
    if (!report.failures().isEmpty()) {
      out.writeArrayFieldStart("failures");
      for (SweepFailure failure : report.failures()) {
        write(out, failure);
      }
      out.writeEndArray();
    }
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, SweepFailure failure) throws IOException {
    out.writeStartObject();
    out.writeStringField("target", failure.target());
    out.writeStringField("network", failure.network().label());
    out.writeStringField("ip_family", failure.family().label());
    out.writeArrayFieldStart("probes");
    for (ProbeKind probe : failure.probes()) {
      out.writeString(probe.label());
    }
    out.writeEndArray();
    if (failure.reason().isPresent()) {
      out.writeStringField("reason", failure.reason().get().label());
    }
    out.writeEndObject();
  }

  static SweepOrder order(JsonInput in) throws IOException {
    SweepOrderFields fields = new SweepOrderFields();
    in.object(name -> {
      switch (name) {
        case "order" -> fields.id = Optional.of(CheckReader.word(in));
        case "targets" -> fields.targets = in.list(SweepOrder.MOST, PeerJson::peer);
        default -> {
          return false;
        }
      }
      return true;
    });
    return new SweepOrder(in.required("order", fields.id), fields.targets);
  }

  static SweepReport report(JsonInput in) throws IOException {
    ReportFields fields = new ReportFields();
    in.object(name -> {
      switch (name) {
        case "order" -> fields.order = Optional.of(CheckReader.word(in));
        case "unmeasured" -> fields.unmeasured = in.list(SweepOrder.MOST, CheckReader::node);
        case "failures" -> fields.failures = in.list(SweepReport.MOST_FAILURES, SweepJson::failure);
        default -> {
          return false;
        }
      }
      return true;
    });
    return new SweepReport(fields.order, fields.unmeasured, fields.failures);
  }

  private static SweepFailure failure(JsonInput in) throws IOException {
    FailureFields fields = new FailureFields();
    in.object(name -> {
      switch (name) {
        case "target" -> fields.target = Optional.of(CheckReader.node(in));
        case "network" -> fields.network = Optional.of(in.text("a network", Network::of));
        case "ip_family" -> fields.family = Optional.of(in.text("ipv4 or ipv6", IpFamily::of));
        case "probes" -> fields.probes = probes(in);
        // A newer agent may know other reasons.
        case "reason" -> fields.reason = FailureReason.of(in.text());
        default -> {
          return false;
        }
      }
      return true;
    });
    return new SweepFailure(
        in.required("target", fields.target),
        in.required("network", fields.network),
        in.required("ip_family", fields.family),
        fields.probes,
        fields.reason);
  }

  /** The kinds that are known here. */
  private static List<ProbeKind> probes(JsonInput in) throws IOException {
    List<ProbeKind> known = new ArrayList<>();
    for (String label : in.list(MOST_PROBES, JsonInput::text)) {
      ProbeKind.of(label).filter(kind -> !known.contains(kind)).ifPresent(known::add);
    }
    return known;
  }

  private static final class SweepOrderFields {
    private Optional<String> id = Optional.empty();
    private List<Peer> targets = List.of();
  }

  private static final class ReportFields {
    private Optional<String> order = Optional.empty();
    private List<String> unmeasured = List.of();
    private List<SweepFailure> failures = List.of();
  }

  private static final class FailureFields {
    private Optional<String> target = Optional.empty();
    private Optional<Network> network = Optional.empty();
    private Optional<IpFamily> family = Optional.empty();
    private List<ProbeKind> probes = List.of();
    private Optional<FailureReason> reason = Optional.empty();
  }
}
