// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.load;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.metrics.MetricFamily;
import io.netcheck.daemon.metrics.MetricSource;
import io.netcheck.exporter.catalogue.ExporterMetric;
import io.netcheck.exporter.client.ClientRegistry;
import io.netcheck.protocol.IntervalStretch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets agents send fewer heartbeats while the exporter is near its limit, and says so. One thread
 * looks; the rest is thread-safe.
 */
public final class LoadWatch implements MetricSource {
  private static final Logger LOG = LoggerFactory.getLogger(LoadWatch.class);

  /** Long enough for two heartbeats of each agent. */
  public static final Duration INTERVAL = Duration.ofSeconds(10);

  /** Every agent is heard by then, whatever interval an earlier exporter asked for. */
  static final Duration SETTLING = Duration.ofSeconds(60);

  private final ClientRegistry clients;
  private final LongSupplier busyNanos;
  private final ProcessClock clock;
  private final StretchPolicy policy;
  private final long startedNanos;
  private long lookedNanos;
  private boolean settled;
  private volatile double busyShare;
  private volatile IntervalStretch stretch = IntervalStretch.NONE;

  /**
   * @param clients is told how long agents are to wait
   * @param busyNanos for how long the busiest thread that reads requests had work since the last
   *     call
   */
  public LoadWatch(ClientRegistry clients, LongSupplier busyNanos, ProcessClock clock) {
    this.clients = clients;
    this.busyNanos = busyNanos;
    this.clock = clock;
    this.startedNanos = clock.nanoTime();
    this.lookedNanos = startedNanos;
    this.policy = new StretchPolicy(startedNanos);
  }

  /** Takes a look. To be called every {@link #INTERVAL}. */
  public void look() {
    long now = clock.nanoTime();
    long elapsed = now - lookedNanos;
    long busy = busyNanos.getAsLong();
    if (elapsed <= 0) {
      return;
    }
    lookedNanos = now;
    // What a loop does is counted when it is done, so a little of it belongs to the time before.
    busyShare = Math.clamp((double) busy / elapsed, 0, 1);
    if (!settled && now - startedNanos >= SETTLING.toNanos()) {
      settled = true;
      policy.adopt(clients.settleStretch(), now);
    }
    IntervalStretch next = policy.look(busyShare, clients.size(), now);
    IntervalStretch before = stretch;
    if (!next.equals(before)) {
      stretch = next;
      clients.handOut(next);
      LOG.warn(
          "heartbeat intervals stretched times={} before={} clients={} load={}",
          next.factor(),
          before.factor(),
          clients.size(),
          Math.round(100 * busyShare) / 100.0);
    }
  }

  /** What users of the report must know: that agents send fewer heartbeats. */
  public Optional<String> warning() {
    IntervalStretch now = stretch;
    return now.isStretched()
        ? Optional.of(
            "the exporter is near its limit, so agents wait "
                + now.factor()
                + " times their HEARTBEAT_INTERVAL between heartbeats; silent ones are noticed that"
                + " much later")
        : Optional.empty();
  }

  @Override
  public List<MetricFamily> families() {
    return List.of(
        ExporterMetric.LOAD.family(busyShare),
        ExporterMetric.HEARTBEAT_STRETCH.family(stretch.factor()));
  }
}
