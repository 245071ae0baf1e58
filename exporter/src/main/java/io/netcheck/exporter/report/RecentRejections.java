// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.report;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.http.ErrorCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Tells in the report which heartbeats were rejected lately: their senders are missing there, and
 * the report would not say why. Thread-safe.
 */
public final class RecentRejections {
  private static final long WINDOW = Duration.ofMinutes(1).toNanos();
  private static final long PAUSE = Duration.ofSeconds(5).toNanos();

  private final Supplier<Map<String, Long>> totals;
  private final ProcessClock clock;
  private final Deque<Sample> samples = new ArrayDeque<>();

  private record Sample(long nanos, Map<String, Long> totals) {}

  /**
   * @param totals heartbeats that were ever rejected, by reason
   */
  public RecentRejections(Supplier<Map<String, Long>> totals, ProcessClock clock) {
    this.totals = totals;
    this.clock = clock;
    samples.add(now());
  }

  private Sample now() {
    return new Sample(clock.nanoTime(), Map.copyOf(totals.get()));
  }

  /** Remembers how many there are now. Must be called once a second. */
  public synchronized void look() {
    if (clock.nanoTime() - samples.getLast().nanos >= PAUSE) {
      samples.add(now());
    }
    while (samples.size() > 1 && clock.nanoTime() - samples.getFirst().nanos > WINDOW) {
      samples.removeFirst();
    }
  }

  /** One warning, if there were any within a minute. */
  public synchronized List<String> warnings() {
    Map<String, Long> before = samples.getFirst().totals;
    List<String> counts = new ArrayList<>();
    new TreeMap<>(totals.get())
        .forEach((reason, total) -> {
          long recent = total - before.getOrDefault(reason, 0L);
          if (recent > 0) {
            counts.add(
                recent
                    + " "
                    + reason
                    + ErrorCode.explain(reason).map(why -> " (" + why + ")").orElse(""));
          }
        });
    return counts.isEmpty()
        ? List.of()
        : List.of(
            "Heartbeats were rejected in the last minute: " + String.join(", ", counts) + ".");
  }
}
