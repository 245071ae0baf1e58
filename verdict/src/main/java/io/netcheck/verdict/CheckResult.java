// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.FailureReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** One service, or one name at one resolver, as seen from all nodes that check it. */
final class CheckResult {
  private static final double EVERYWHERE = 0.95;
  private static final double ALONE = 0.7;

  /** Of the service, or the name looked up; with what is special about this result, if anything. */
  final String name;

  /** The kind of probe, or the resolver. */
  final String via;

  final TreeSet<Integer> failing = new TreeSet<>();
  final TreeSet<Integer> working = new TreeSet<>();
  private final Map<FailureReason, Integer> reasons = new EnumMap<>(FailureReason.class);

  CheckResult(String name, String via) {
    this.name = name;
    this.via = via;
  }

  void fails(int node, Optional<FailureReason> reason) {
    failing.add(node);
    reason.ifPresent(known -> reasons.merge(known, 1, Integer::sum));
  }

  int observers() {
    return failing.size() + working.size();
  }

  /** Whether at least half of its observers fail. */
  boolean isEverywhere() {
    return 2 * failing.size() >= observers();
  }

  /**
   * How sure it is what fails.
   *
   * @param everywhere whether it is said to fail everywhere
   */
  double confidence(boolean everywhere) {
    if (observers() < 2) {
      return ALONE;
    }
    return everywhere ? EVERYWHERE : CheckDraft.SOMEWHERE;
  }

  Optional<FailureReason> reason() {
    return reasons.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
  }

  String observed() {
    return Wording.of(failing.size(), observers(), "observer", "fails", "fail")
        + reason().map(known -> " (" + known.label() + ")").orElse("");
  }
}
