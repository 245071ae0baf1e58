// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.sweep;

import io.netcheck.protocol.AgentKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How much of the mesh of one kind of agents is measured.
 *
 * @param pairs of an agent that reports to this exporter and another one, in both directions, of
 *     which both are heard
 * @param byPeers those that are measured all the time
 * @param bySweep those that the last complete sweep of their source measured
 * @param since when the oldest of these sweeps began; empty if there is none
 * @param pass how long a sweep takes
 * @param failing pairs that did not work when they were swept
 * @param first some of them, in order
 */
public record SweepStatus(
    AgentKind kind,
    long pairs,
    long byPeers,
    long bySweep,
    Optional<Instant> since,
    Duration pass,
    int failing,
    List<NamedPair> first) {
  /** How many pairs are named. */
  static final int MOST_NAMED = 48;

  /**
   * A pair that did not work.
   *
   * @param watched whether it is probed all the time for now
   */
  public record NamedPair(
      String source, String target, Instant since, String failure, boolean watched)
      implements Comparable<NamedPair> {
    @Override
    public int compareTo(NamedPair other) {
      int bySource = source.compareTo(other.source);
      return bySource != 0 ? bySource : target.compareTo(other.target);
    }
  }

  public SweepStatus {
    first = List.copyOf(first);
  }

  /** The share of the pairs that are measured; 1 if there are none. */
  public double coverage() {
    return pairs == 0 ? 1 : (double) (byPeers + bySweep) / pairs;
  }
}
