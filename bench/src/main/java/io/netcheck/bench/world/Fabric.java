// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.ProbeKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;

/** The network between the nodes: what becomes of each packet. */
public final class Fabric {
  static final Impairment[] NONE = {};

  private static final List<FailureReason> REASONS = List.of(FailureReason.values());

  /** A round trip that got no answer. Other negative numbers are reasons. */
  static final long LOST = -1;

  private final ClusterPlan plan;
  private final PathTimes times;
  private final SplittableRandom random;
  private final List<Impairment> active = new ArrayList<>();
  private int version = 1;
  private int noise;
  private long untilLoss;
  private double stretch = 1;

  Fabric(ClusterPlan plan, SplittableRandom random) {
    this.plan = plan;
    this.random = random;
    this.times = new PathTimes(plan, random);
    this.noise = random.nextInt() | 1;
    this.untilLoss = nextLoss();
  }

  public void add(Collection<Impairment> more) {
    active.addAll(more);
    version++;
  }

  public void remove(Collection<Impairment> some) {
    active.removeAll(some);
    version++;
  }

  /** All paths take this many times as long as they do in a healthy network. */
  public void stretch(double factor) {
    stretch = factor;
    version++;
  }

  /** What is at the addresses has changed. */
  void changed() {
    version++;
  }

  /** Grows whenever impairments come or go, or something changes at an address. */
  int version() {
    return version;
  }

  /** The impairments that packets of this plane can meet on this way. */
  Impairment[] on(int source, int target, Network network, IpFamily family) {
    if (active.isEmpty()) {
      return NONE;
    }
    List<Impairment> found = new ArrayList<>(active.size());
    for (Impairment one : active) {
      if (one.route().covers(source, target) && one.filter().covers(network, family)) {
        found.add(one);
      }
    }
    return found.isEmpty() ? NONE : found.toArray(NONE);
  }

  long base(int source, int target) {
    return (long) (stretch * times.base(plan.zoneOf(source), plan.zoneOf(target)));
  }

  /** A round trip over a path without impairments, or {@link #LOST}. */
  long healthy(long baseNanos) {
    if (--untilLoss < 0) {
      untilLoss = nextLoss();
      return LOST;
    }
    return times.sample(baseNanos, noise());
  }

  /** How many round trips from now on pass before one is lost, if that is one of so many; -1. */
  long nextLossWithin(long count) {
    if (untilLoss >= count) {
      untilLoss -= count;
      return -1;
    }
    long passed = untilLoss;
    untilLoss = nextLoss();
    return passed;
  }

  /** What a round trip takes that is not lost. */
  long roundTrip(long baseNanos) {
    return times.sample(baseNanos, noise());
  }

  /**
   * One packet over a path with impairments: the delay, {@link #LOST}, or the answer of somebody on
   * the way.
   */
  long packet(Impairment[] path, ProbeKind probe, boolean answer, int flow, boolean isNew) {
    long delay = 0;
    for (Impairment one : path) {
      if (one.filter().affects(probe, answer, flow, isNew)) {
        if (one.loss() >= 1 || (one.loss() > 0 && random.nextDouble() < one.loss())) {
          // An error in answer to an answer goes to the target, which does not care.
          return answer ? LOST : one.rejection().map(Fabric::failure).orElse(LOST);
        }
        delay += one.delayNanos();
      }
    }
    return delay;
  }

  /** The result for a failure that is known at once. */
  static long failure(FailureReason reason) {
    return LOST - 1 - REASONS.indexOf(reason);
  }

  static FailureReason reason(long result) {
    return result == LOST ? FailureReason.TIMEOUT : REASONS.get((int) (LOST - 1 - result));
  }

  private long nextLoss() {
    double loss = plan.backgroundLoss();
    return loss == 0
        ? Long.MAX_VALUE
        : (long) (Math.log(1 - random.nextDouble()) / Math.log(1 - loss));
  }

  /** Cheap random bits. */
  int noise() {
    int x = noise;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    noise = x;
    return x;
  }
}
