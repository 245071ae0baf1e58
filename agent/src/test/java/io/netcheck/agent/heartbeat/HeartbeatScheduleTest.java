// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.heartbeat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.protocol.IntervalStretch;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class HeartbeatScheduleTest {
  private static final long SECOND = 1_000_000_000;
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final SplittableRandom random = new SplittableRandom(3);
  private final HeartbeatSchedule schedule = new HeartbeatSchedule(INTERVAL, random, 0);

  private HeartbeatSchedule settled(RandomGenerator chance, long now) {
    HeartbeatSchedule settled = new HeartbeatSchedule(INTERVAL, chance, now);
    for (int i = 0; i < 4; i++) {
      settled.delayNanos(now);
    }
    return settled;
  }

  private static void assertAbout(double seconds, long nanos) {
    assertEquals(seconds, nanos / 1e9, 0.1 * seconds + 1e-6);
  }

  @Test
  void aNewAgentSendsSoonerAndThenOncePerInterval() {
    for (double seconds : new double[] {0.25, 0.5, 1, 2, 5, 5, 5}) {
      assertAbout(seconds, schedule.delayNanos(0));
    }
  }

  @Test
  void aLongerIntervalIsFollowedUntilTheUsualOneIsAskedForAgain() {
    HeartbeatSchedule settled = settled(random, 0);
    settled.stretch(new IntervalStretch(4));
    assertAbout(20, settled.delayNanos(0));
    assertAbout(20, settled.delayNanos(0));
    settled.stretch(IntervalStretch.NONE);
    assertAbout(5, settled.delayNanos(0));
  }

  @Test
  void changesAreGatheredForLongerWhileTheIntervalIsStretched() {
    assertEquals(200_000_000, schedule.gatherNanos());
    schedule.stretch(IntervalStretch.FULL);
    assertEquals(1_200_000_000, schedule.gatherNanos());
  }

  @Test
  void aSlowAnswerDelaysNoLaterHeartbeat() {
    HeartbeatSchedule settled = settled(random, 0);
    settled.begin(10 * SECOND);
    assertAbout(13 + 2, 13 * SECOND + settled.delayNanos(13 * SECOND));
  }

  @Test
  void whatIsOverdueIsNotMadeUpFor() {
    HeartbeatSchedule settled = settled(random, 0);
    settled.begin(10 * SECOND);
    assertAbout(5, settled.delayNanos(100 * SECOND));
  }

  /**
   * An exporter that answers nobody for three seconds, and then everybody at once: the heartbeats
   * of 5,000 agents still come evenly.
   */
  @Test
  void agentsThatAllWaitedForOneAnswerDoNotComeBackAtOnce() {
    int[] perSecond = new int[40];
    for (int i = 0; i < 5_000; i++) {
      HeartbeatSchedule one = settled(random.split(), 0);
      long now = (long) (random.nextDouble() * 5 * SECOND);
      while (now < 40 * SECOND) {
        one.begin(now);
        perSecond[(int) (now / SECOND)]++;
        long answered = now >= 10 * SECOND && now < 13 * SECOND ? 13 * SECOND : now;
        now = answered + one.delayNanos(answered);
      }
    }
    for (int second = 1; second < 40; second++) {
      assertTrue(perSecond[second] < 1_250, perSecond[second] + " in second " + second);
    }
  }
}
