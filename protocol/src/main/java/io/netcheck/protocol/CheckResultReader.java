// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what agents found, and what the exporter tells users of it. */
final class CheckResultReader {
  /** Kinds of agents times directions. */
  private static final int MOST_DIRECTIONS = 8;

  /** One for each link between two agents. A trace has many hops, and results are kept. */
  private static final int MOST_TRACES = Network.values().length * IpFamily.values().length;

  private CheckResultReader() {}

  static List<CheckResult> results(JsonInput in) throws IOException {
    return in.list(CheckResult.MOST, CheckResultReader::result);
  }

  private static CheckResult result(JsonInput in) throws IOException {
    ResultFields fields = new ResultFields();
    in.object(name -> {
      switch (name) {
        case "order" -> fields.order = Optional.of(CheckReader.word(in));
        default -> {
          return fields.read(name, in);
        }
      }
      return true;
    });
    return new CheckResult(in.required("order", fields.order), fields.refused, fields.lines);
  }

  static CheckProgress progress(JsonInput in) throws IOException {
    ProgressFields fields = new ProgressFields();
    in.object(name -> {
      switch (name) {
        case "id" -> fields.id = Optional.of(CheckReader.word(in));
        case "created" -> fields.created = in.text("a time", CheckResultReader::instant);
        case "directions" ->
            fields.directions = in.list(MOST_DIRECTIONS, CheckResultReader::direction);
        default -> {
          return false;
        }
      }
      return true;
    });
    return new CheckProgress(in.required("id", fields.id), fields.created, fields.directions);
  }

  private static CheckProgress.Direction direction(JsonInput in) throws IOException {
    ResultFields fields = new ResultFields();
    in.object(name -> {
      switch (name) {
        case "kind" -> fields.kind = Optional.of(in.text("pod or host", AgentKind::of));
        case "source" -> fields.source = Optional.of(CheckReader.node(in));
        case "target" -> fields.target = Optional.of(CheckReader.node(in));
        case "state" -> fields.state = Optional.of(in.text("a state", CheckProgress.State::of));
        default -> {
          return fields.read(name, in);
        }
      }
      return true;
    });
    return new CheckProgress.Direction(
        new ClientId(in.required("kind", fields.kind), in.required("source", fields.source)),
        in.required("target", fields.target),
        in.required("state", fields.state),
        fields.refused,
        fields.lines);
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  private static final class ProgressFields {
    private Optional<String> id = Optional.empty();
    private Instant created = Instant.EPOCH;
    private List<CheckProgress.Direction> directions = List.of();
  }

  private static final class ResultFields {
    private Optional<String> order = Optional.empty();
    private Optional<AgentKind> kind = Optional.empty();
    private Optional<String> source = Optional.empty();
    private Optional<String> target = Optional.empty();
    private Optional<CheckProgress.State> state = Optional.empty();
    private Optional<CheckRefusal> refused = Optional.empty();
    private List<CheckLine> lines = List.of();

    boolean read(String name, JsonInput in) throws IOException {
      switch (name) {
        // A newer sender may have reasons that are not known here.
        case "refused" ->
            refused = Optional.of(CheckRefusal.of(in.text()).orElse(CheckRefusal.FAILED));
        case "lines" -> lines = lines(in);
        default -> {
          return false;
        }
      }
      return true;
    }
  }

  private static List<CheckLine> lines(JsonInput in) throws IOException {
    List<CheckLine> lines =
        in.list(CheckLine.MOST, element -> new LineFields(element).line()).stream()
            .flatMap(Optional::stream)
            .toList();
    if (lines.stream().filter(CheckLine.Traced.class::isInstance).count() > MOST_TRACES) {
      throw in.malformed("at most " + MOST_TRACES + " traces expected");
    }
    return lines;
  }

  /** The fields of one line, of any kind. */
  private static final class LineFields {
    private final JsonInput in;
    private Optional<Network> network = Optional.empty();
    private Optional<IpFamily> family = Optional.empty();
    private Optional<CheckProbe> probe = Optional.empty();
    private boolean newer;
    private int size;
    private int port;
    private int sent;
    private int failed;
    private int rttMin;
    private int rttMean;
    private int rttMax;
    private final Map<FailureReason, Integer> reasons = new EnumMap<>(FailureReason.class);
    private List<ErrorSender> senders = List.of();
    private List<Integer> failedPorts = List.of();
    private List<TraceHop> hops = List.of();
    private Optional<FailureReason> failure = Optional.empty();
    private Optional<CheckLine.Skipped.Reason> skipped = Optional.empty();

    LineFields(JsonInput in) {
      this.in = in;
    }

    /** The line; empty if it is of a probe that is not known here. */
    Optional<CheckLine> line() throws IOException {
      in.object(this::field);
      if (newer) {
        return Optional.empty();
      }
      Network where = in.required("network", network);
      IpFamily over = in.required("ip_family", family);
      CheckProbe kind = in.required("probe", probe);
      if (skipped.isPresent()) {
        return Optional.of(new CheckLine.Skipped(where, over, kind, skipped.get()));
      }
      if (kind == CheckProbe.TRACE) {
        return Optional.of(new CheckLine.Traced(where, over, port, hops, failure));
      }
      if (rttMin > rttMean || rttMean > rttMax) {
        throw in.malformed("rtt_min_us, rtt_mean_us and rtt_max_us expected in this order");
      }
      return Optional.of(
          new CheckLine.Measured(
              where,
              over,
              kind,
              size,
              port,
              sent,
              failed,
              rttMin,
              rttMean,
              rttMax,
              reasons,
              senders,
              failedPorts));
    }

    private boolean field(String name) throws IOException {
      switch (name) {
        case "network" -> network = Optional.of(in.text("pod, node or host", Network::of));
        case "ip_family" -> family = Optional.of(in.text("ipv4 or ipv6", IpFamily::of));
        case "probe" -> {
          probe = CheckProbe.of(in.text());
          newer = probe.isEmpty();
        }
        case "size" -> size = (int) in.integer(0, 65_535);
        case "port" -> port = (int) in.integer(0, 65_535);
        case "sent" -> sent = number();
        case "failed" -> failed = number();
        case "rtt_min_us" -> rttMin = number();
        case "rtt_mean_us" -> rttMean = number();
        case "rtt_max_us" -> rttMax = number();
        case "reasons" -> in.object(this::reason);
        case "senders" ->
            senders =
                in.list(
                    CheckLine.Measured.MOST_SENDERS,
                    element -> element.text("source, target or an address", ErrorSender::of));
        case "failed_ports" ->
            failedPorts =
                Arrays.stream(in.integers(CheckLine.Measured.MOST_FAILED_PORTS, 1, 65_535))
                    .boxed()
                    .toList();
        case "hops" -> hops = hops();
        case "failure" -> failure = Optional.of(in.text("a reason", FailureReason::of));
        case "skipped" ->
            skipped =
                Optional.of(
                    CheckLine.Skipped.Reason.of(in.text())
                        .orElse(CheckLine.Skipped.Reason.NOT_SUPPORTED));
        default -> {
          return false;
        }
      }
      return true;
    }

    private boolean reason(String name) throws IOException {
      int times = number();
      FailureReason.of(name).ifPresent(known -> reasons.put(known, times));
      return true;
    }

    private int number() throws IOException {
      return (int) in.integer(0, Integer.MAX_VALUE);
    }

    private List<TraceHop> hops() throws IOException {
      List<TraceHop> read = in.list(TraceHop.FARTHEST + 1, CheckResultReader::hop);
      for (int i = 1; i < read.size(); i++) {
        if (read.get(i).number() <= read.get(i - 1).number()) {
          throw in.malformed("hops in the order of their numbers expected");
        }
      }
      return new ArrayList<>(read);
    }
  }

  private static TraceHop hop(JsonInput in) throws IOException {
    HopFields fields = new HopFields();
    in.object(name -> {
      switch (name) {
        case "hop" -> fields.number = Optional.of((int) in.integer(0, TraceHop.FARTHEST));
        case "address" ->
            fields.address = Optional.of(in.text("an IP address", Addresses::literal));
        case "rtt_us" -> fields.rtt = (int) in.integer(0, Integer.MAX_VALUE);
        default -> {
          return false;
        }
      }
      return true;
    });
    return new TraceHop(
        in.required("hop", fields.number), in.required("address", fields.address), fields.rtt);
  }

  private static final class HopFields {
    private Optional<Integer> number = Optional.empty();
    private Optional<InetAddress> address = Optional.empty();
    private int rtt;
  }
}
