// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads the fields of one heartbeat, in any order. */
final class HeartbeatReader {
  private final JsonInput in;
  private final PeerJson.IdentityFields identity = new PeerJson.IdentityFields();
  private Optional<String> version = Optional.empty();
  private Optional<String> instance = Optional.empty();
  private Optional<Duration> uptime = Optional.empty();
  private Optional<Long> sequence = Optional.empty();
  private Optional<Instant> clock = Optional.empty();
  private Optional<Duration> interval = Optional.empty();
  private IntervalStretch stretch = IntervalStretch.NONE;
  private boolean goodbye;
  private String generation = "";
  private long rounds;
  private Duration window = Duration.ZERO;
  private Duration paused = Duration.ZERO;
  private List<KernelHint> kernel = List.of();
  private List<CheckResult> checks = List.of();
  private Optional<SweepReport> sweep = Optional.empty();
  private boolean smallSegments;
  private final ResultsReader results;

  HeartbeatReader(JsonInput in) {
    this.in = in;
    this.results = new ResultsReader(in);
  }

  Heartbeat read() throws IOException {
    in.object(this::field);
    return new Heartbeat(
        identity.id(in),
        identity.zone,
        in.required("version", version),
        in.required("instance", instance),
        in.required("uptime_ms", uptime),
        in.required("sequence", sequence),
        goodbye,
        in.required("clock_ms", clock),
        in.required("interval_ms", interval),
        stretch,
        identity.endpoint(in),
        generation,
        rounds,
        window,
        paused,
        smallSegments,
        results.planes(),
        results.services(),
        results.dns(),
        kernel,
        checks,
        sweep);
  }

  private boolean field(String name) throws IOException {
    switch (name) {
      case "version" -> version = Optional.of(in.text("a version", HeartbeatReader::word));
      case "instance" -> instance = Optional.of(in.text("a word", HeartbeatReader::word));
      case "uptime_ms" -> uptime = Optional.of(millis());
      case "sequence" -> sequence = Optional.of(in.integer(0, Long.MAX_VALUE));
      case "goodbye" -> goodbye = in.bool();
      // An Instant within these bounds prints a year of four digits.
      case "clock_ms" ->
          clock = Optional.of(Instant.ofEpochMilli(in.integer(0, 253_402_300_799_999L)));
      case "interval_ms" -> interval = Optional.of(millis());
      case "stretch" -> stretch = HeartbeatJson.stretch(in);
      case "generation" -> generation = in.text("a generation", PeerJson::wordOrNothing);
      case "rounds" -> rounds = in.integer(0, Long.MAX_VALUE);
      case "window_ms" -> window = millis();
      case "paused_ms" -> paused = millis();
      case KernelHintJson.FIELD -> kernel = KernelHintJson.read(in);
      case "checks" -> checks = CheckResultReader.results(in);
      case SweepJson.FIELD -> sweep = Optional.of(SweepJson.report(in));
      case "small_segments" -> smallSegments = in.bool();
      default -> {
        return identity.read(name, in) || results.read(name);
      }
    }
    return true;
  }

  private Duration millis() throws IOException {
    return Duration.ofMillis(in.integer(0, Long.MAX_VALUE / 1_000_000));
  }

  private static Optional<String> word(String text) {
    return Names.isWord(text) ? Optional.of(text) : Optional.empty();
  }
}
