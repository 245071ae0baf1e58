// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.ProbeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Joins the two signs of another host that has the address of a node: it answers pings and refuses
 * what is meant for the node's agent, and the answers to the node itself go to it, so that the node
 * gets none. A packet filter of the node shows only one of them.
 */
final class AddressTakenOver {
  /** Pings pass, or the links would be down. */
  private static final FaultScope DATAGRAMS =
      new FaultScope(FaultScope.ALL, FaultScope.ALL, ProbeKind.UDP.label());

  private static final String NEXT_STEP =
      "Look for a second host with this address: run arping from a third one, and compare the"
          + " hardware addresses that answer.";

  private AddressTakenOver() {}

  /** The drafts, with one for each pair of signs. */
  static List<Draft> joined(List<Draft> drafts) {
    List<Draft> joined = new ArrayList<>(drafts);
    for (Draft unanswered : drafts) {
      for (Draft answered : drafts) {
        if (isUnanswered(unanswered) && isOfAnother(answered, unanswered)) {
          joined.remove(unanswered);
          joined.remove(answered);
          joined.add(join(answered, unanswered));
        }
      }
    }
    return joined;
  }

  private static boolean isUnanswered(Draft draft) {
    return draft.finding().kind() == FaultKind.NODE_ISOLATED;
  }

  /** Whether another host answers at the address whose own probes get no answer. */
  private static boolean isOfAnother(Draft answered, Draft unanswered) {
    Finding finding = answered.finding();
    FaultScope scope = finding.scope();
    String node = unanswered.finding().subject();
    boolean into = finding.subject().equals(node) && finding.place().node().equals(node);
    boolean pingsPass = !scope.probe().equals(FaultScope.ALL) && scope.hasProbesOf(DATAGRAMS);
    return into
        && pingsPass
        && (finding.kind() == FaultKind.REJECTED || finding.kind() == FaultKind.WRONG_RESPONDER)
        && scope.hasPlanesOf(unanswered.finding().scope());
  }

  private static Draft join(Draft answered, Draft unanswered) {
    Finding into = answered.finding();
    Finding from = unanswered.finding();
    List<String> evidence = new ArrayList<>(into.evidence());
    evidence.addAll(from.evidence());
    Finding finding =
        new Finding(
            FaultKind.WRONG_RESPONDER,
            FaultKind.WRONG_RESPONDER.severity(),
            into.subject(),
            into.scope(),
            into.place(),
            into.rate(),
            Math.min(into.onsetNanos(), from.onsetNanos()),
            evidence,
            List.of("a packet filter of the node: it would not lose the answers to its own probes"),
            Math.min(into.confidence(), from.confidence()),
            NEXT_STEP);
    return new Draft(
        finding,
        both(answered.failures(), unanswered.failures()),
        answered.waitingFor().isEmpty() ? unanswered.waitingFor() : answered.waitingFor());
  }

  private static Draft.Failures both(Draft.Failures one, Draft.Failures other) {
    Set<Long> pairs = one.pairs();
    pairs.addAll(other.pairs());
    int[] links =
        pairs.stream()
            .sorted()
            .flatMapToInt(pair -> IntStream.of(PairKey.first(pair), PairKey.second(pair)))
            .toArray();
    return new Draft.Failures(
        Math.min(one.firstNanos(), other.firstNanos()),
        Math.max(one.lastNanos(), other.lastNanos()),
        one.complete() && other.complete(),
        links,
        one.covers().or(other.covers()));
  }
}
