// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import io.netcheck.daemon.metrics.MetricFamily;
import io.netcheck.daemon.metrics.MetricSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** What becomes of the connections of all listeners of a server, as metrics. Thread-safe. */
final class ListenerMetrics implements MetricSource {
  private final Map<CutOffReason, LongAdder> cutOff = new EnumMap<>(CutOffReason.class);
  private final List<ConnectionLimits> listeners = new CopyOnWriteArrayList<>();

  private final ConnectionLimits streams;
  private final LongAdder refusedStreams = new LongAdder();

  /**
   * @param streams of events, on all listeners
   */
  ListenerMetrics(ConnectionLimits streams) {
    this.streams = streams;
    for (CutOffReason reason : CutOffReason.values()) {
      cutOff.put(reason, new LongAdder());
    }
  }

  void watch(ConnectionLimits listener) {
    listeners.add(listener);
  }

  void refusedStream() {
    refusedStreams.increment();
  }

  void count(CutOffReason reason) {
    LongAdder count = cutOff.get(reason);
    if (count != null) {
      count.increment();
    }
  }

  @Override
  public List<MetricFamily> families() {
    MetricFamily family = HttpMetric.CUT_OFF.family();
    cutOff.forEach((reason, count) -> family.add((double) count.sum(), reason.label()));
    return List.of(
        HttpMetric.CONNECTIONS.family(listeners.stream().mapToInt(ConnectionLimits::open).sum()),
        HttpMetric.CONNECTIONS_LIMIT.family(
            listeners.stream().mapToInt(ConnectionLimits::most).sum()),
        family,
        HttpMetric.STREAMS.family(streams.open()),
        HttpMetric.STREAMS_REFUSED.family((double) refusedStreams.sum()));
  }
}
