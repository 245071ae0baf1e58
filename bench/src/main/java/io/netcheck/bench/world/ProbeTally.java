// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.LinkState;
import org.jspecify.annotations.Nullable;

/** The results of one kind of probe over one link since the last accepted heartbeat. */
final class ProbeTally {
  private final Liveness liveness = new Liveness();
  private int sent;
  private int answered;
  private long rttSum;
  private long rttMax;
  private long last;
  private @Nullable FailureReason reason;
  private int offeredSent;
  private int offeredAnswered;
  private long offeredSum;
  private long maxSinceOffer;

  boolean answered(long rtt, long now) {
    sent++;
    answered++;
    rttSum += rtt;
    last = rtt;
    rttMax = Math.max(rttMax, rtt);
    maxSinceOffer = Math.max(maxSinceOffer, rtt);
    return liveness.record(true, now);
  }

  boolean failed(FailureReason why, long now) {
    sent++;
    reason = why;
    return liveness.record(false, now);
  }

  /** Marks what the next heartbeat carries. */
  void offer() {
    offeredSent = sent;
    offeredAnswered = answered;
    offeredSum = rttSum;
    maxSinceOffer = 0;
  }

  /** The heartbeat with the last offer was accepted. */
  void accept() {
    sent -= offeredSent;
    answered -= offeredAnswered;
    rttSum -= offeredSum;
    offeredSent = 0;
    offeredAnswered = 0;
    offeredSum = 0;
    rttMax = maxSinceOffer;
    reason = null;
  }

  LinkState state() {
    return liveness.state();
  }

  int sent() {
    return sent;
  }

  int failed() {
    return sent - answered;
  }

  long mean() {
    return answered == 0 ? last : rttSum / answered;
  }

  long max() {
    return answered == 0 ? last : rttMax;
  }

  @Nullable FailureReason reason() {
    return reason;
  }
}
