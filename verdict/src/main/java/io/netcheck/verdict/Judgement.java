// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.List;

/**
 * What the engine makes of a {@link Situation}.
 *
 * @param findings the smallest set of causes, the most severe first
 * @param developing failures whose cause is not certain yet
 * @param considered each cause that was weighed, with its gain and its price, best first
 */
public record Judgement(
    List<Finding> findings, List<Developing> developing, List<Candidate> considered) {
  public Judgement {
    findings = List.copyOf(findings);
    developing = List.copyOf(developing);
    considered = List.copyOf(considered);
  }

  /**
   * Something fails, and it is too early to name the cause.
   *
   * @param where the subject that explains it best so far
   * @param sinceNanos when the first failure was reported
   * @param waitingFor what will decide
   */
  public record Developing(String where, long sinceNanos, String waitingFor) {}

  /**
   * A cause that was weighed.
   *
   * @param explains pairs of nodes whose failures it explains
   * @param against pairs of nodes that work although it covers them
   * @param gain what it saves, in nats, against a cause for each pair; it is named if that is the
   *     most, and more than 0
   * @param outcome whether it was named, or why it was not
   */
  public record Candidate(String subject, int explains, int against, double gain, String outcome) {}
}
