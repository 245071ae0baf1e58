// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import io.netcheck.protocol.FailingPorts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the last flows of one kind of probe over one link came to. Not thread-safe; the link guards
 * it.
 */
public final class FlowTable {
  /** More than are used within a minute, unless new flows are tested. */
  private static final int MOST = 32;

  /** A flow that was not used for this long tells nothing about today. */
  private static final long LATELY_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** A flow that fails now was used within this time: the suspect is used every 16 rounds. */
  private static final long NOW_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** With fewer uses, a flow may fail by chance, or is only just established. */
  private static final int ENOUGH_USES = 3;

  /** The probability that a flow which is called dead has lost everything by chance. */
  private static final double CHANCE = 1e-6;

  /** Where the other flows lose more, no flow is told from them. */
  private static final double MOST_LOSS = 0.25;

  /** A flow that fails so often in a row may be dead. */
  private static final int SILENT_USES = 4;

  /** Of the last uses of all flows, so many are remembered. */
  private static final int LAST_USES = 64;

  /** What is known of a flow. */
  public enum Standing {
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
    private int failedInARow;

    /** Which of all uses was the first of those failures. */
    private long failingSince;

    private long lastNanos;

    private void add(boolean answered, long number, long nowNanos) {
      uses = Math.min(uses + 1, ENOUGH_USES);
      lastNanos = nowNanos;
      established |= answered;
      if (!answered && failedInARow == 0) {
        failingSince = number;
      }
      failedInARow = answered ? 0 : failedInARow + 1;
    }

    private boolean isTried(long nowNanos) {
      return uses == ENOUGH_USES && nowNanos - lastNanos < LATELY_NANOS;
    }

    private boolean isSilent(long nowNanos) {
      return failedInARow >= SILENT_USES && isTried(nowNanos);
    }
  }

  private final @Nullable FlowUse[] lastFlows = new @Nullable FlowUse[LAST_USES];
  private final boolean[] lastAnswered = new boolean[LAST_USES];
  private long number;

  private final Map<Integer, FlowUse> flows =
      new LinkedHashMap<>(8, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, FlowUse> eldest) {
          return size() > MOST;
        }
      };

  /** Adds a use of a flow, and returns what was known of the flow before. */
  public Standing use(int flow, boolean answered, long nowNanos) {
    FlowUse use = flows.get(flow);
    boolean known = use != null;
    if (use == null) {
      use = new FlowUse();
      flows.put(flow, use);
    }
    Standing before =
        use.established ? Standing.ESTABLISHED : known ? Standing.SILENT : Standing.UNKNOWN;
    if (answered && use.failedInARow >= SILENT_USES) {
      // Its path works again. The others may never be used again, so they could not tell.
      pardon();
    }
    use.add(answered, number, nowNanos);
    int at = (int) (number % LAST_USES);
    lastFlows[at] = use;
    lastAnswered[at] = answered;
    number++;
    return before;
  }

  /** The failures until now say nothing about paths any more. */
  void pardon() {
    flows.values().forEach(use -> use.failedInARow = 0);
  }

  /**
   * The flows that fail always while the others are answered, if there are any and chance is ruled
   * out.
   *
   * @param row of the link in its heartbeat
   */
  public Optional<FailingPorts> failing(int row, long nowNanos) {
    int tried = 0;
    List<Integer> dead = new ArrayList<>();
    boolean now = false;
    for (Map.Entry<Integer, FlowUse> flow : flows.entrySet()) {
      FlowUse use = flow.getValue();
      tried += use.isTried(nowNanos) ? 1 : 0;
      if (use.isSilent(nowNanos) && !isByChance(use, nowNanos)) {
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

  /** Whether a flow fails as the others have failed since. */
  private boolean isByChance(FlowUse silent, long nowNanos) {
    int uses = 0;
    int failures = 0;
    for (long i = Math.max(silent.failingSince, number - LAST_USES); i < number; i++) {
      int at = (int) (i % LAST_USES);
      FlowUse other = lastFlows[at];
      if (other != null && other.isTried(nowNanos) && !other.isSilent(nowNanos)) {
        uses++;
        failures += lastAnswered[at] ? 0 : 1;
      }
    }
    double loss = (failures + 1.0) / (uses + 2);
    return uses == 0 || loss > MOST_LOSS || silent.failedInARow * Math.log(loss) > Math.log(CHANCE);
  }
}
