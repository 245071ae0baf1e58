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
 */
public record Fault(Finding finding, Instant since, Instant onset) {
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
    return new Fault(finding.withEvidence(more), since, onset);
  }

  /** Whether it degrades the cluster. */
  public boolean isBroken() {
    return finding.severity() != FaultSeverity.INFO;
  }
}
