// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import io.netcheck.verdict.FaultKind;
import io.netcheck.verdict.FaultSeverity;
import io.netcheck.verdict.Finding;
import java.time.Instant;
import java.util.List;

/**
 * A {@link Finding} that is shown. Both times are by the exporter's wall clock, for display.
 *
 * @param since when it was shown first
 * @param onset when it broke, as far as the results tell
 * @param ignored the node that it is about, if faults of this node alert nobody; {@code ""} if it
 *     does alert
 */
public record Fault(Finding finding, Instant since, Instant onset, String ignored) {
  public Fault(Finding finding, Instant since, Instant onset) {
    this(finding, since, onset, "");
  }

  public FaultKey key() {
    return FaultKey.of(finding);
  }

  public FaultKind kind() {
    return finding.kind();
  }

  public String subject() {
    return finding.subject();
  }

  /** The same fault with more evidence. */
  public Fault withEvidence(List<String> more) {
    return new Fault(finding.withEvidence(more), since, onset, ignored);
  }

  /** The same fault with another place to look next. */
  Fault withNextStep(String nextStep) {
    return new Fault(finding.withNextStep(nextStep), since, onset, ignored);
  }

  /** The same fault, of which nobody is alerted because it is about {@code node}. */
  Fault ignoring(String node) {
    return new Fault(
        finding
            .withSeverity(FaultSeverity.INFO)
            .withEvidence(List.of("node " + node + " is ignored for now")),
        since,
        onset,
        node);
  }

  /** Whether it degrades the cluster. */
  public boolean isBroken() {
    return finding.severity() != FaultSeverity.INFO;
  }
}
