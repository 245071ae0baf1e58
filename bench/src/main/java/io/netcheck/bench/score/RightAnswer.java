// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.score;

import io.netcheck.verdict.FaultKind;

/** One way to name a cause that is right. */
public record RightAnswer(
    FaultKind kind,
    SubjectPattern subject,
    ScopePattern network,
    ScopePattern family,
    ScopePattern probe) {
  boolean matches(ShownFault fault) {
    return isNear(fault)
        && network.matches(fault.network())
        && family.matches(fault.family())
        && probe.matches(fault.probe());
  }

  /** Whether the name is right; the scope can still widen. */
  boolean isWidening(ShownFault fault) {
    return isNear(fault)
        && network.isWithin(fault.network())
        && family.isWithin(fault.family())
        && probe.isWithin(fault.probe());
  }

  private boolean isNear(ShownFault fault) {
    return fault.kind() == kind && subject.matches(fault.subject());
  }
}
