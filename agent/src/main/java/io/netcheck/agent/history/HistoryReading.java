// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.history;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the history from a moment on: first the states of that moment, then what changed. Ends when
 * its listener has enough.
 */
final class HistoryReading {
  /** Is told what happened, in the order of time. */
  interface Listener {
    /**
     * @param code as in {@link HistoryCode}
     * @param begin whether it was so already at the begin of the reading
     * @return whether to go on
     */
    boolean said(long nanos, HistorySeries series, int code, boolean begin);
  }

  private static final class SeriesState {
    private final HistorySeries series;
    private int code;
    private int rtt;

    SeriesState(HistorySeries series, int code, int rtt) {
      this.series = series;
      this.code = code;
      this.rtt = rtt;
    }
  }

  private final Map<Integer, SeriesState> states = new HashMap<>();
  private final long sinceNanos;
  private final Listener listener;
  private boolean begun;
  private boolean enough;

  private HistoryReading(long sinceNanos, Listener listener) {
    this.sinceNanos = sinceNanos;
    this.listener = listener;
  }

  /** Tells the listener what happened since a moment. */
  static void read(List<HistoryChunk> chunks, long sinceNanos, Listener listener) {
    if (chunks.isEmpty()) {
      return;
    }
    long oldest = chunks.getFirst().beginNanos();
    HistoryReading reading =
        new HistoryReading(oldest - sinceNanos > 0 ? oldest : sinceNanos, listener);
    for (int i = 0; i < chunks.size() && !reading.enough; i++) {
      boolean before =
          i + 1 < chunks.size() && chunks.get(i + 1).beginNanos() - reading.sinceNanos <= 0;
      if (!before) {
        reading.read(chunks.get(i));
      }
    }
    reading.begin();
  }

  private void read(HistoryChunk chunk) {
    // Each chunk begins with all that there is.
    Map<Integer, SeriesState> before = Map.copyOf(states);
    chunk.visit(
        new HistoryChunk.Visitor() {
          @Override
          public void series(int number, HistorySeries series, int code, int rtt, long nanos) {
            SeriesState known = before.get(number);
            states.put(number, new SeriesState(series, code, rtt));
            if (nanos - sinceNanos > 0) {
              begin();
              // What the chunk repeats is not new.
              if (known == null || known.code != code) {
                say(nanos, series, code);
              }
            }
          }

          @Override
          public void event(int number, int code, long nanos) {
            SeriesState state = states.get(number);
            if (state == null) {
              return;
            }
            if (nanos - sinceNanos > 0) {
              begin();
              say(nanos, state.series, code);
            }
            if (HistoryCode.isRtt(code)) {
              state.rtt = code;
            } else {
              state.code = code;
            }
          }
        });
  }

  private void say(long nanos, HistorySeries series, int code) {
    if (!enough && !(code == HistoryCode.UNKNOWN && series.probe().isPresent())) {
      enough = !listener.said(nanos, series, code, false);
    }
  }

  /** Tells the states of the first moment. */
  private void begin() {
    if (begun) {
      return;
    }
    begun = true;
    for (SeriesState state : states.values()) {
      for (int code : new int[] {state.code, state.rtt}) {
        if (code != HistoryCode.UNKNOWN && !enough) {
          enough = !listener.said(sinceNanos, state.series, code, true);
        }
      }
    }
  }
}
