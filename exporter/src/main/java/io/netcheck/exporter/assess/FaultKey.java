// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import io.netcheck.verdict.FaultKind;
import io.netcheck.verdict.Finding;

/** What stays the same while a fault lasts. Comparable, because senders choose the subjects. */
public record FaultKey(FaultKind kind, String subject) implements Comparable<FaultKey> {
  static FaultKey of(Finding finding) {
    return new FaultKey(finding.kind(), finding.subject());
  }

  @Override
  public int compareTo(FaultKey other) {
    int byKind = kind.compareTo(other.kind);
    return byKind != 0 ? byKind : subject.compareTo(other.subject);
  }
}
