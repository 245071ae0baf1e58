// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.history;

import io.netcheck.agent.probe.Outcome;
import io.netcheck.protocol.LinkState;
import java.util.concurrent.TimeUnit;

/**
 * The present state of one series. Only a change becomes an event: another outcome than the one
 * before, or once a minute another mean of the round-trip time. Thread-safe.
 */
public final class HistoryTrack {
  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** A mean that differs by less than a factor of about two is the same. */
  private static final int ANOTHER_RTT = 2;

  private final FlightRecorder recorder;
  private final HistorySeries series;
  private final int number;
  private int code = HistoryCode.UNKNOWN;
  private int rtt = HistoryCode.UNKNOWN;
  private long minuteNanos;
  private long rttSumNanos;
  private int rtts;

  HistoryTrack(FlightRecorder recorder, HistorySeries series, int number) {
    this.recorder = recorder;
    this.series = series;
    this.number = number;
  }

  HistorySeries series() {
    return series;
  }

  int number() {
    return number;
  }

  synchronized int code() {
    return code;
  }

  synchronized int rtt() {
    return rtt;
  }

  /** Adds an outcome of the probe. */
  public void add(Outcome outcome, long nowNanos) {
    if (outcome instanceof Outcome.Reply reply) {
      add(reply.rttNanos(), nowNanos);
    }
    become(HistoryCode.of(outcome), nowNanos);
  }

  /** Adds the state of the link. */
  public void add(LinkState state, long nowNanos) {
    become(HistoryCode.of(state), nowNanos);
  }

  private void become(int next, long nowNanos) {
    synchronized (this) {
      if (code == next) {
        return;
      }
      code = next;
    }
    recorder.write(number, next, nowNanos);
  }

  private void add(long rttNanos, long nowNanos) {
    int next;
    synchronized (this) {
      minuteNanos = rtts == 0 ? nowNanos : minuteNanos;
      rttSumNanos += rttNanos;
      rtts++;
      if (nowNanos - minuteNanos < MINUTE_NANOS) {
        return;
      }
      next = HistoryCode.rtt((double) rttSumNanos / rtts);
      rttSumNanos = 0;
      rtts = 0;
      if (HistoryCode.isRtt(rtt) && Math.abs(next - rtt) < ANOTHER_RTT) {
        return;
      }
      rtt = next;
    }
    recorder.write(number, next, nowNanos);
  }
}
