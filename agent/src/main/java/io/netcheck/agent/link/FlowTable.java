// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import io.netcheck.protocol.FailingPorts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What the last flows of one kind of probe over one link came to. Not thread-safe; the link guards
 * it.
 */
final class FlowTable {
  /** More than are used within a minute, unless new flows are tested. */
  private static final int MOST = 32;

  /** A flow that was not used for this long tells nothing about today. */
  private static final long LATELY_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** A flow that fails now was used within this time: the suspect is used every 16 rounds. */
  private static final long NOW_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** With fewer uses, a flow may fail by chance, or is only just established. */
  private static final int ENOUGH_USES = 3;

  /** The probability that a flow which is called dead has lost everything by chance. */
  private static final double CHANCE = 1e-5;

  /** Flows that lose more do not work. */
  private static final double MOST_LOSS = 0.25;

  /** Counts are halved at so many uses, so that they are about the last minute. */
  private static final int HALVED_AT = 32;

  /** What is known of a flow. */
  enum Standing {
    /** It was never used before. */
    UNKNOWN,
    /** It was used and never answered. */
    SILENT,
    /** It was answered. */
    ESTABLISHED
  }

  private static final class FlowUse {
    private boolean established;
    private int uses;
    private int failures;
    private int failedInARow;
    private long lastNanos;

    private void add(boolean answered, long nowNanos) {
      if (uses == HALVED_AT) {
        uses /= 2;
        failures /= 2;
      }
      uses++;
      lastNanos = nowNanos;
      established |= answered;
      failures += answered ? 0 : 1;
      failedInARow = answered ? 0 : failedInARow + 1;
    }

    private boolean isTried(long nowNanos) {
      return uses >= ENOUGH_USES && nowNanos - lastNanos < LATELY_NANOS;
    }
  }

  private final Map<Integer, FlowUse> flows =
      new LinkedHashMap<>(8, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, FlowUse> eldest) {
          return size() > MOST;
        }
      };

  /** Adds a use of a flow, and returns what was known of the flow before. */
  Standing use(int flow, boolean answered, long nowNanos) {
    FlowUse use = flows.get(flow);
    boolean known = use != null;
    if (use == null) {
      use = new FlowUse();
      flows.put(flow, use);
    }
    Standing before =
        use.established ? Standing.ESTABLISHED : known ? Standing.SILENT : Standing.UNKNOWN;
    use.add(answered, nowNanos);
    return before;
  }

  /**
   * The flows that fail always while the others are answered, if there are any and chance is ruled
   * out.
   *
   * @param row of the link in its heartbeat
   */
  Optional<FailingPorts> failing(int row, long nowNanos) {
    int tried = 0;
    int uses = 0;
    int failures = 0;
    for (FlowUse use : flows.values()) {
      if (use.isTried(nowNanos)) {
        tried++;
        if (use.failedInARow < ENOUGH_USES) {
          uses += use.uses;
          failures += use.failures;
        }
      }
    }
    double loss = (failures + 0.5) / (uses + 1);
    if (uses == 0 || loss > MOST_LOSS) {
      return Optional.empty();
    }
    double enough = Math.max(ENOUGH_USES, Math.log(CHANCE) / Math.log(loss));
    List<Integer> dead = new ArrayList<>();
    boolean now = false;
    for (Map.Entry<Integer, FlowUse> flow : flows.entrySet()) {
      FlowUse use = flow.getValue();
      if (use.isTried(nowNanos) && use.failedInARow >= enough) {
        dead.add(flow.getKey());
        now |= nowNanos - use.lastNanos < NOW_NANOS;
      }
    }
    // After a heal, the ports of before are not used any more.
    return now
        ? Optional.of(
            new FailingPorts(
                row,
                tried,
                dead.size(),
                dead.stream().sorted().limit(FailingPorts.MOST_EXAMPLES).toList()))
        : Optional.empty();
  }
}
