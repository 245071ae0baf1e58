// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.List;

/** Drafts about services and lookups: agents report them after several failures, so at once. */
final class CheckDraft {
  /** That a node or a lookup fails, while others work. */
  static final double SOMEWHERE = 0.9;

  private CheckDraft() {}

  static Draft of(
      FaultKind kind,
      String subject,
      FaultPlace place,
      List<String> evidence,
      double confidence,
      String nextStep) {
    return Draft.certain(
        new Finding(
            kind,
            kind.severity(),
            subject,
            FaultScope.ANY,
            place,
            0,
            0,
            evidence,
            List.of(),
            confidence,
            nextStep));
  }
}
