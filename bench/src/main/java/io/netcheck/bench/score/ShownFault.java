// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.score;

import io.netcheck.exporter.assess.Assessment;
import io.netcheck.exporter.assess.Fault;
import io.netcheck.verdict.FaultKind;
import io.netcheck.verdict.FaultScope;
import io.netcheck.verdict.FaultSeverity;
import java.util.List;

/**
 * A fault as the exporter shows it. The only class of the bench that knows how an assessment tells
 * its faults.
 *
 * @param network label, or several joined by commas, or {@link FaultScope#ALL}; the others likewise
 */
public record ShownFault(
    FaultKind kind,
    FaultSeverity severity,
    String subject,
    String network,
    String family,
    String probe,
    double confidence) {

  /** Those that say that something is wrong. */
  public static List<ShownFault> of(Assessment assessment) {
    return assessment.faults().stream()
        .filter(fault -> fault.finding().severity() != FaultSeverity.INFO)
        .map(ShownFault::of)
        .toList();
  }

  private static ShownFault of(Fault fault) {
    return new ShownFault(
        fault.kind(),
        fault.finding().severity(),
        fault.subject(),
        fault.finding().scope().network(),
        fault.finding().scope().family(),
        fault.finding().scope().probe(),
        fault.finding().confidence());
  }

  /** What makes it another fault than the one before. */
  public String name() {
    String scope =
        List.of(network, family, probe).stream()
            .filter(word -> !word.equals(FaultScope.ALL))
            .toList()
            .toString();
    return kind.label() + " " + subject + (scope.equals("[]") ? "" : " " + scope);
  }
}
