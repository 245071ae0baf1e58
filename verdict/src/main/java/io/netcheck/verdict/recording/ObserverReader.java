// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict.recording;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.JsonInput;
import io.netcheck.protocol.KernelHint;
import io.netcheck.protocol.KernelHintJson;
import io.netcheck.protocol.Names;
import io.netcheck.protocol.ResultsReader;
import io.netcheck.verdict.Observer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one observer of a recording. */
final class ObserverReader {
  /** A duration of more than 292 years does not fit into nanoseconds. */
  private static final long MOST_MILLIS = Long.MAX_VALUE / 1_000_000;

  private static final int MOST_RIVALS = 1_000;

  private final JsonInput in;
  private final ResultsReader results;
  private boolean sameResults;
  private Optional<AgentKind> kind = Optional.empty();
  private Optional<String> node = Optional.empty();
  private String zone = "";
  private Optional<Observer.Standing> standing = Optional.empty();
  private Optional<Long> heardNanos = Optional.empty();
  private String life = "";
  private String endpoint = "";
  private Duration interval = Observer.Reporting.NEVER.interval();
  private Duration window = Duration.ZERO;
  private Duration paused = Duration.ZERO;
  private boolean smallSegments;
  private Duration uptime = Duration.ZERO;
  private long sequence;
  private long rounds;
  private boolean probing;
  private Duration clockOffset = Duration.ZERO;
  private List<String> rivals = List.of();
  private List<KernelHint> kernel = List.of();

  ObserverReader(JsonInput in) {
    this.in = in;
    this.results = new ResultsReader(in);
  }

  /**
   * @param known the observers of the situation before, of which one can have the same results
   */
  Observer read(Map<ClientId, Observer> known) throws IOException {
    in.object(name -> field(name) || reporting(name) || results.read(name));
    ClientId id = new ClientId(in.required("kind", kind), in.required("node", node));
    Observer before = sameResults ? known.get(id) : null;
    if (sameResults && before == null) {
      throw in.malformed("results expected: there are none before", "same_results");
    }
    return new Observer(
        id,
        zone,
        in.required("standing", standing),
        in.required("heard_ns", heardNanos),
        life,
        endpoint,
        new Observer.Reporting(
            interval, window, uptime, sequence, rounds, probing, paused, smallSegments),
        clockOffset,
        rivals,
        before == null ? results.planes() : before.planes(),
        before == null ? results.services() : before.services(),
        before == null ? results.dns() : before.dns(),
        kernel);
  }

  private boolean field(String name) throws IOException {
    switch (name) {
      case "kind" -> kind = Optional.of(in.text("pod or host", AgentKind::of));
      case "node" -> node = Optional.of(in.text("an RFC 1123 name", ObserverReader::name));
      case "zone" -> zone = in.text();
      case "standing" -> standing = Optional.of(in.text("a standing", Observer.Standing::of));
      case "heard_ns" -> heardNanos = Optional.of(in.integer(Long.MIN_VALUE, Long.MAX_VALUE));
      case "life" -> life = in.text();
      case "endpoint" -> endpoint = in.text();
      case "clock_offset_ms" ->
          clockOffset = Duration.ofMillis(in.integer(Long.MIN_VALUE / 2, Long.MAX_VALUE / 2));
      case "rivals" -> rivals = in.list(MOST_RIVALS, JsonInput::text);
      case KernelHintJson.FIELD -> kernel = KernelHintJson.read(in);
      case "same_results" -> sameResults = in.bool();
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean reporting(String name) throws IOException {
    switch (name) {
      case "interval_ms" -> interval = millis();
      case "window_ms" -> window = millis();
      case "paused_ms" -> paused = millis();
      case "small_segments" -> smallSegments = in.bool();
      case "uptime_ms" -> uptime = millis();
      case "sequence" -> sequence = in.integer(Long.MIN_VALUE, Long.MAX_VALUE);
      case "rounds" -> rounds = in.integer(0, Long.MAX_VALUE);
      case "probing" -> probing = in.bool();
      default -> {
        return false;
      }
    }
    return true;
  }

  private Duration millis() throws IOException {
    return Duration.ofMillis(in.integer(0, MOST_MILLIS));
  }

  private static Optional<String> name(String text) {
    return Names.isNode(text) ? Optional.of(text) : Optional.empty();
  }
}
