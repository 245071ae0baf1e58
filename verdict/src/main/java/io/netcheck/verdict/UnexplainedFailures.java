// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Gathers single links, or single probes, that fail at the same time and have no larger cause. So
 * many of them at once are not as many faults: they have something in common that nobody knows yet.
 */
final class UnexplainedFailures {
  /** More single failures than this are one finding. */
  private static final int MOST_SINGLE = 8;

  private static final int MOST_LISTED = 5;

  /** That it is one thing is a guess. */
  private static final double CONFIDENCE = 0.5;

  private UnexplainedFailures() {}

  /** The drafts, with one in place of many single ones. */
  static List<Draft> gathered(List<Draft> drafts) {
    List<Draft> links =
        drafts.stream().filter(draft -> draft.finding().kind() == FaultKind.LINK_DOWN).toList();
    List<Draft> probes =
        drafts.stream()
            .filter(draft ->
                draft.finding().kind() != FaultKind.LINK_DOWN
                    && !draft.failures().isEmpty()
                    && draft.failures().isOfOnePair()
                    && draft.finding().place().node().isEmpty())
            .toList();
    List<Draft> gathered = new ArrayList<>(drafts);
    replace(gathered, links, "links");
    replace(gathered, probes, "probes");
    return gathered;
  }

  private static void replace(List<Draft> drafts, List<Draft> single, String what) {
    if (single.size() > MOST_SINGLE) {
      Set<Draft.Key> keys = new HashSet<>();
      single.forEach(draft -> keys.add(draft.key()));
      drafts.removeIf(draft -> keys.contains(draft.key()));
      drafts.add(draft(single, what));
    }
  }

  private static Draft draft(List<Draft> single, String what) {
    int[] links =
        single.stream().flatMapToInt(draft -> Arrays.stream(draft.failures().links())).toArray();
    Set<Integer> ends = new HashSet<>();
    Set<Long> pairs = new HashSet<>();
    for (int i = 0; i < links.length; i += 2) {
      ends.add(links[i]);
      ends.add(links[i + 1]);
      pairs.add(PairKey.of(links[i], links[i + 1]));
    }
    List<String> evidence = new ArrayList<>();
    evidence.add(
        what
            + " fail between "
            + single.size()
            + " pairs of "
            + Wording.count(ends.size(), "node"));
    single.stream()
        .limit(MOST_LISTED)
        .forEach(draft ->
            evidence.add(draft.finding().kind().label() + " " + draft.finding().subject()));
    if (single.size() > MOST_LISTED) {
      evidence.add(single.size() - MOST_LISTED + " more");
    }
    long first = single.stream().mapToLong(draft -> draft.failures().firstNanos()).min().orElse(0);
    long last = single.stream().mapToLong(draft -> draft.failures().lastNanos()).max().orElse(0);
    return new Draft(
        new Finding(
            FaultKind.NOT_EXPLAINED,
            FaultKind.NOT_EXPLAINED.severity(),
            "many " + what,
            FaultScope.ANY,
            FaultPlace.NONE,
            1,
            single.stream().mapToLong(draft -> draft.finding().onsetNanos()).min().orElse(0),
            evidence,
            List.of("one node, zone or network: none has most of these failures"),
            CONFIDENCE,
            "Read what was considered (/report?explain=1), and look for what these links share."),
        new Draft.Failures(
            first,
            last,
            true,
            links,
            (source, target) -> pairs.contains(PairKey.of(source, target))),
        single.stream().allMatch(draft -> !draft.waitingFor().isEmpty())
            ? single.getFirst().waitingFor()
            : "");
  }
}
