// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import io.netcheck.verdict.FaultKind;
import java.time.Instant;
import java.util.List;

/**
 * A {@link Finding} that lasts.
 *
 * @param since when it was found first, by the exporter's wall clock; for display
 */
public record Fault(Finding finding, Instant since) {
  public FaultKind kind() {
    return finding.kind();
  }

  public String subject() {
    return finding.subject();
  }

  public String network() {
    return finding.network();
  }

  public List<String> evidence() {
    return finding.evidence();
  }

  public double confidence() {
    return finding.confidence();
  }

  public String hint() {
    return finding.hint();
  }

  /** What is the matter, as part of a sentence. */
  public String sentence() {
    return kind().sentence(subject());
  }
}
