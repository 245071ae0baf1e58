// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.score;

import io.netcheck.verdict.FaultKind;
import io.netcheck.verdict.FaultSeverity;
import java.util.Set;

/**
 * One way to name a cause that is right.
 *
 * @param severities those that are right once the fault has settled; any if empty
 */
public record RightAnswer(
    FaultKind kind,
    SubjectPattern subject,
    ScopePattern network,
    ScopePattern family,
    ScopePattern probe,
    Set<FaultSeverity> severities) {
  public RightAnswer {
    severities = Set.copyOf(severities);
  }

  public RightAnswer(
      FaultKind kind,
      SubjectPattern subject,
      ScopePattern network,
      ScopePattern family,
      ScopePattern probe) {
    this(kind, subject, network, family, probe, Set.of());
  }

  /** The same, if it is this severe. */
  public RightAnswer severe(Set<FaultSeverity> some) {
    return new RightAnswer(kind, subject, network, family, probe, some);
  }

  boolean matches(ShownFault fault) {
    return isNear(fault)
        && network.matches(fault.network())
        && family.matches(fault.family())
        && probe.matches(fault.probe())
        && (severities.isEmpty() || severities.contains(fault.severity()));
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
