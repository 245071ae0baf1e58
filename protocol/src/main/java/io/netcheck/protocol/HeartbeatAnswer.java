// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the exporter answers to a heartbeat.
 *
 * @param superseded another agent, started later, holds this identity; this one's results are not
 *     counted
 * @param peers the agent's peers, present only where they differ from those it holds
 * @param listening how long the exporter has been hearing agents, present where it vouches for the
 *     peers that the agent holds now. One that listens for a shorter time than the agent has its
 *     peers cannot know of those who were silent all the while.
 * @param orders checks that the agent has to do now
 * @param stretch how much longer than configured the agent waits before its next heartbeat
 * @param sweep agents to probe once, beside the peers
 */
public record HeartbeatAnswer(
    boolean superseded,
    Optional<PeerList> peers,
    Optional<Duration> listening,
    List<CheckOrder> orders,
    IntervalStretch stretch,
    Optional<SweepOrder> sweep) {
  public static final HeartbeatAnswer NOTHING =
      new HeartbeatAnswer(false, Optional.empty(), Optional.empty());

  public static final HeartbeatAnswer SUPERSEDED =
      new HeartbeatAnswer(true, Optional.empty(), Optional.empty());

  public HeartbeatAnswer {
    orders = List.copyOf(orders);
  }

  /** An answer without orders, at the usual interval. */
  public HeartbeatAnswer(
      boolean superseded, Optional<PeerList> peers, Optional<Duration> listening) {
    this(superseded, peers, listening, List.of(), IntervalStretch.NONE, Optional.empty());
  }

  /** The agent has the peers that it should have. */
  public static HeartbeatAnswer confirmed(Duration listening) {
    return new HeartbeatAnswer(false, Optional.empty(), Optional.of(listening));
  }

  public static HeartbeatAnswer peers(PeerList peers, Duration listening) {
    return new HeartbeatAnswer(false, Optional.of(peers), Optional.of(listening));
  }

  /** The same answer with these orders. */
  public HeartbeatAnswer with(List<CheckOrder> these) {
    return new HeartbeatAnswer(superseded, peers, listening, these, stretch, sweep);
  }

  /** The same answer with this part of the sweep. */
  public HeartbeatAnswer with(Optional<SweepOrder> part) {
    return part.isEmpty() && sweep.isEmpty()
        ? this
        : new HeartbeatAnswer(superseded, peers, listening, orders, stretch, part);
  }

  /** The same answer to an agent that is to wait so much longer. */
  public HeartbeatAnswer stretched(IntervalStretch other) {
    return other.equals(stretch)
        ? this
        : new HeartbeatAnswer(superseded, peers, listening, orders, other, sweep);
  }
}
