// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.sweep;

import io.netcheck.agent.link.LinkKey;
import io.netcheck.agent.probe.Outcome;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.protocol.SweepFailure;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What became of the probes to one swept agent. A probe has failed when none of its tries was
 * answered. Not thread-safe.
 */
final class SweptTarget {
  /** One lost packet is no failure, and of a link that loses one in a hundred, hardly three. */
  static final int TRIES = 3;

  private final String node;
  private final List<SweptProbe> probes;
  private final Map<LinkKey, Map<ProbeKind, FailureReason>> failed = new TreeMap<>();
  private int open;
  private boolean unmeasured;

  SweptTarget(String node, List<SweptProbe> probes) {
    this.node = node;
    this.probes = List.copyOf(probes);
    this.open = probes.size();
    this.unmeasured = probes.isEmpty();
  }

  String node() {
    return node;
  }

  List<SweptProbe> probes() {
    return probes;
  }

  /**
   * Takes the outcome of a try; whether there must be another one.
   *
   * @param tries so far
   */
  boolean ended(SweptProbe probe, Outcome outcome, int tries) {
    boolean again = tries < TRIES && !isAnswer(outcome);
    if (!again) {
      open--;
      last(probe, outcome);
    }
    return again;
  }

  private void last(SweptProbe probe, Outcome outcome) {
    switch (outcome) {
      case Outcome.Reply _, Outcome.LateReply _ -> {}
      case Outcome.Unmeasured _ -> unmeasured = true;
      case Outcome.Failure failure -> {
        if (failure.reason() == FailureReason.LOCAL) {
          unmeasured = true;
        } else if (!isAnswer(outcome)) {
          failed
              .computeIfAbsent(probe.link(), _ -> new EnumMap<>(ProbeKind.class))
              .put(probe.kind(), failure.reason());
        }
      }
    }
  }

  /** A path that carries less than its route promises works, if it says so. */
  static boolean isAnswer(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Reply _, Outcome.LateReply _ -> true;
      case Outcome.Unmeasured _ -> false;
      case Outcome.Failure failure -> failure.reason() == FailureReason.TOO_BIG;
    };
  }

  boolean isDone() {
    return open == 0;
  }

  /** Whether it tells nothing: no failure, and something was not measured. */
  boolean isUnmeasured() {
    return unmeasured && failed.isEmpty();
  }

  List<SweepFailure> failures() {
    List<SweepFailure> failures = new ArrayList<>();
    failed.forEach((link, reasons) ->
        failures.add(
            new SweepFailure(
                node,
                link.network(),
                link.family(),
                List.copyOf(reasons.keySet()),
                Optional.of(reasons.values().iterator().next()))));
    return failures;
  }
}
