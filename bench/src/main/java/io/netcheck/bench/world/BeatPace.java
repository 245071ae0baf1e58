// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

import io.netcheck.agent.heartbeat.HeartbeatSchedule;
import io.netcheck.protocol.HeartbeatAnswer;
import io.netcheck.protocol.IntervalStretch;
import java.time.Duration;
import java.util.SplittableRandom;

/** When an agent sends its next heartbeat, by the agent's own schedule. */
final class BeatPace {
  static final Duration INTERVAL = Duration.ofSeconds(5);

  private final HeartbeatSchedule schedule;
  private boolean urgent;
  private boolean busy;
  private long due;

  BeatPace(SplittableRandom random, long now) {
    this.schedule = new HeartbeatSchedule(INTERVAL, random, now);
    this.due = now;
  }

  boolean isDue(long now) {
    return !busy && now >= due;
  }

  /** Something changed. */
  void urge(long now) {
    if (!urgent) {
      urgent = true;
      if (!busy) {
        due = now + schedule.gatherNanos();
      }
    }
  }

  /** A heartbeat is sent. What changes from now on is for the next one. */
  void begin(long now) {
    busy = true;
    urgent = false;
    schedule.begin(now);
  }

  /** How its interval is stretched now. */
  IntervalStretch stretch() {
    return schedule.stretch();
  }

  /** The answer is there. */
  void answered(HeartbeatAnswer answer, long now) {
    schedule.stretch(answer.stretch());
    end(now);
  }

  /** The answer is there, or will not come. */
  void end(long now) {
    busy = false;
    long delay = schedule.delayNanos(now);
    due = now + (urgent ? schedule.gatherNanos() : delay);
  }
}
