// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * A finding before it is certain enough to be shown.
 *
 * @param failures what it rests on
 * @param waitingFor what must be known before it can be shown; {@code ""} if nothing
 */
record Draft(Finding finding, Failures failures, String waitingFor) {

  /**
   * The failing links that a draft rests on.
   *
   * @param firstNanos when the first of them was reported
   * @param lastNanos when the last one was reported
   * @param complete whether every observer has reported since
   * @param links their ends, source and target in turn
   * @param covers whether a failing link from one node to another belongs to the same cause
   */
  @SuppressWarnings("ArrayRecordComponent") // owned by this record
  record Failures(
      long firstNanos,
      long lastNanos,
      boolean complete,
      int[] links,
      BiPredicate<Integer, Integer> covers) {
    static final Failures NONE =
        new Failures(Long.MIN_VALUE / 2, Long.MIN_VALUE / 2, true, new int[0], (_, _) -> false);

    /** Of a cause whose links fail now and then, and are not known one by one. */
    static Failures covering(BiPredicate<Integer, Integer> covers) {
      return new Failures(NONE.firstNanos, NONE.lastNanos, true, NONE.links, covers);
    }

    static Failures of(Cause cause, CellList failing, NodeStates nodes) {
      int[] links = new int[2 * cause.cells().length];
      for (int i = 0; i < cause.cells().length; i++) {
        links[2 * i] = failing.source(cause.cells()[i]);
        links[2 * i + 1] = failing.target(cause.cells()[i]);
      }
      boolean known =
          cause.pending() == 0
              && switch (cause.subject()) {
                case Subject.NodePair _, Subject.Part _ -> false;
                // Others may be about to report that they reach nobody either.
                case Subject.OneNode _ -> cause.isDirected(Subject.FORWARD);
                default -> true;
              };
      return new Failures(
          cause.firstNanos(failing),
          cause.lastNanos(failing),
          known,
          links,
          (source, target) -> cause.subject().direction(source, target, nodes) != Subject.NONE);
    }

    /** The same, for what needs no further reports. */
    Failures settled() {
      return new Failures(NONE.firstNanos, NONE.lastNanos, true, links, covers);
    }

    boolean isOfOnePair() {
      for (int i = 2; i < links.length; i += 2) {
        boolean same =
            (links[i] == links[0] && links[i + 1] == links[1])
                || (links[i] == links[1] && links[i + 1] == links[0]);
        if (!same) {
          return false;
        }
      }
      return true;
    }

    boolean isEmpty() {
      return links.length == 0;
    }

    /** Whether these are fewer of the same links: what is left of {@code other} while it heals. */
    boolean isRestOf(Failures other) {
      return isWithin(other) && 4 * links.length <= 3 * other.links.length;
    }

    /** The links as keys of directed pairs. */
    Set<Long> pairs() {
      Set<Long> pairs = new HashSet<>();
      for (int i = 0; i < links.length; i += 2) {
        pairs.add(PairKey.directed(links[i], links[i + 1]));
      }
      return pairs;
    }

    /** Whether at least a quarter of these links are among those of {@code other}. */
    boolean isMostlyIn(Failures other) {
      Set<Long> there = other.pairs();
      int in = 0;
      for (int i = 0; i < links.length; i += 2) {
        if (there.contains(PairKey.directed(links[i], links[i + 1]))) {
          in++;
        }
      }
      return in > 0 && 4 * in >= links.length;
    }

    /** Whether {@code other} covers all of these links. */
    boolean isWithin(Failures other) {
      for (int i = 0; i < links.length; i += 2) {
        if (!other.covers.test(links[i], links[i + 1])) {
          return false;
        }
      }
      return !isEmpty();
    }
  }

  /** A draft that is certain as soon as it is found. */
  static Draft certain(Finding finding) {
    return new Draft(finding, Failures.NONE, "");
  }

  static Draft of(Finding finding, Failures failures) {
    return new Draft(finding, failures, "");
  }

  Key key() {
    // Which agents of a node are silent changes while it lasts.
    boolean agents = finding.kind() == FaultKind.CLIENT_MISSING;
    return new Key(finding.kind(), agents ? finding.place().node() : finding.subject());
  }

  /** Whether it says that links are down, or their ends; then they do not lose packets as well. */
  boolean isOfLinks() {
    return switch (finding.kind()) {
      case CLUSTER_SPLIT,
          ZONE_CUT_OFF,
          ZONE_PAIR_DOWN,
          NETWORK_DOWN,
          NODE_UNREACHABLE,
          NODE_ISOLATED,
          LINK_DOWN,
          REJECTED,
          AGENT_STALLED,
          SOME_PATHS_FAILING ->
          true;
      default -> false;
    };
  }

  Draft waitingFor(String what) {
    return new Draft(finding, failures, what);
  }

  Draft withScope(FaultScope scope) {
    return new Draft(finding.withScope(scope), failures, waitingFor);
  }

  /** The same with one more line of evidence. */
  Draft withEvidence(String line) {
    return new Draft(finding.withEvidence(List.of(line)), failures, waitingFor);
  }

  /** What stays the same while a fault lasts. */
  record Key(FaultKind kind, String what) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byKind = kind.compareTo(other.kind);
      return byKind != 0 ? byKind : what.compareTo(other.what);
    }
  }

  static List<Finding> findings(List<Draft> drafts) {
    return drafts.stream().map(Draft::finding).toList();
  }
}
