// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

import io.netcheck.protocol.ProbeKind;
import java.util.SplittableRandom;

/**
 * How long a heartbeat takes to the exporter, and its answer back. TCP repeats what is lost, so a
 * lossy path makes heartbeats late, and only a broken one stops them.
 *
 * @param there nanoseconds until the exporter has it; {@link #NEVER}
 * @param back nanoseconds until the agent has the answer; {@link #NEVER}
 */
record HeartbeatTrip(long there, long back) {
  static final long NEVER = Long.MAX_VALUE;

  /** An agent gives up after this time. */
  static final long DEADLINE_NANOS = 3_000_000_000L;

  /** And after this time, if it says goodbye. */
  static final long GOODBYE_NANOS = 1_000_000_000L;

  /** Of a copy whose answer nobody waits for. */
  static final HeartbeatTrip UNANSWERED = new HeartbeatTrip(0, NEVER);

  private static final long[] REPEATS = {
    0, 200_000_000, 600_000_000, 1_400_000_000, 3_000_000_000L
  };

  /** Segments of full size do not pass a hole. Later repetitions are sent in small ones. */
  private static final long BLACK_HOLE_NANOS = 2_600_000_000L;

  /** The same, held up on the way. */
  HeartbeatTrip later(long nanos) {
    return new HeartbeatTrip(
        there == NEVER ? NEVER : there + nanos, back == NEVER ? NEVER : back + nanos);
  }

  static HeartbeatTrip of(
      Impairment[] out, Impairment[] back, long baseNanos, SplittableRandom random) {
    long there = leg(out, back, false, random);
    if (there == NEVER) {
      return new HeartbeatTrip(NEVER, NEVER);
    }
    long answer = leg(back, out, true, random);
    long arrived = there + baseNanos / 2;
    return new HeartbeatTrip(arrived, answer == NEVER ? NEVER : arrived + answer + baseNanos / 2);
  }

  /** A segment one way and its acknowledgement. */
  private static long leg(
      Impairment[] way, Impairment[] acknowledgement, boolean answer, SplittableRandom random) {
    long slow = 0;
    double passes = 1;
    double handshake = 1;
    for (Impairment one : way) {
      if (isOn(one) && !(answer && one.filter().requests())) {
        if (one.filter().full()) {
          // The answer fits into one packet.
          slow = Math.max(slow, one.loss() >= 1 && !answer ? BLACK_HOLE_NANOS : 0);
        } else {
          slow += one.delayNanos();
          passes *= 1 - one.loss();
        }
      }
    }
    for (Impairment one : acknowledgement) {
      if (isOn(one) && !one.filter().full() && !one.filter().requests()) {
        slow += one.delayNanos();
        handshake *= 1 - one.loss();
      }
    }
    if (passes == 0 || handshake == 0) {
      return NEVER;
    }
    for (long delay : REPEATS) {
      if (random.nextDouble() < passes) {
        return delay + slow;
      }
    }
    return NEVER;
  }

  private static boolean isOn(Impairment one) {
    return one.filter().heartbeats()
        && one.filter().probes().contains(ProbeKind.TCP)
        && one.filter().paths() == 1;
  }
}
