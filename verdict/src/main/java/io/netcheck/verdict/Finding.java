// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.List;
import java.util.stream.Stream;

/**
 * A cause that explains failures. There is at most one of a kind and subject.
 *
 * @param subject what is to blame: a node, an agent {@code kind/node}, a link {@code a -> b}, …; it
 *     does not change while the fault lasts
 * @param rate the share of packets that are lost: 1 for a hard fault, 0 if the fault loses none
 * @param onsetNanos when it broke, by the clock of the {@link Situation}
 * @param evidence what was seen, for and against, in numbers; the most telling line first
 * @param ruledOut the nearest other causes, each with what contradicts it
 * @param confidence 0 to 1: of the findings with 0.9, nine in ten are right
 * @param nextStep where to look next, one sentence
 */
public record Finding(
    FaultKind kind,
    FaultSeverity severity,
    String subject,
    FaultScope scope,
    FaultPlace place,
    double rate,
    long onsetNanos,
    List<String> evidence,
    List<String> ruledOut,
    double confidence,
    String nextStep) {
  public Finding {
    evidence = List.copyOf(evidence);
    ruledOut = List.copyOf(ruledOut);
    // Two digits are enough for a reader, and keep equal evidence equal.
    confidence = Math.round(Math.clamp(confidence, 0, 1) * 100) / 100.0;
  }

  Finding withSubject(String newSubject, FaultPlace newPlace) {
    return copy(severity, newSubject, scope, newPlace, onsetNanos, evidence, nextStep);
  }

  Finding withOnset(long onset) {
    return copy(severity, subject, scope, place, onset, evidence, nextStep);
  }

  Finding withScope(FaultScope newScope) {
    return copy(severity, subject, newScope, place, onsetNanos, evidence, nextStep);
  }

  /** The same finding with more evidence, which tells less than what it has. */
  public Finding withEvidence(List<String> more) {
    List<String> all = Stream.concat(evidence.stream(), more.stream()).toList();
    return copy(severity, subject, scope, place, onsetNanos, all, nextStep);
  }

  /** The same finding, more or less severe. */
  public Finding withSeverity(FaultSeverity other) {
    return copy(other, subject, scope, place, onsetNanos, evidence, nextStep);
  }

  /** The same finding with another place to look next. */
  public Finding withNextStep(String step) {
    return copy(severity, subject, scope, place, onsetNanos, evidence, step);
  }

  private Finding copy(
      FaultSeverity newSeverity,
      String newSubject,
      FaultScope newScope,
      FaultPlace newPlace,
      long newOnsetNanos,
      List<String> newEvidence,
      String newNextStep) {
    return new Finding(
        kind,
        newSeverity,
        newSubject,
        newScope,
        newPlace,
        rate,
        newOnsetNanos,
        newEvidence,
        ruledOut,
        confidence,
        newNextStep);
  }

  /** What is the matter, as part of a sentence. */
  public String sentence() {
    return sentence(kind, subject, scope);
  }

  /** What is the matter if {@code subject} has a fault of this kind, as part of a sentence. */
  public static String sentence(FaultKind kind, String subject, FaultScope scope) {
    String where = scope.network().equals(FaultScope.ALL) ? "" : " in network " + scope.network();
    String over =
        scope.family().equals(FaultScope.ALL) ? "" : " over " + Wording.family(scope.family());
    return kind == FaultKind.NETWORK_DOWN
        ? kind.sentence(subject)
        : kind.sentence(subject) + over + where;
  }
}
