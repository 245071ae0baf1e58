// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FindingMemoryTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int NODES = 12;

  private final FindingMemory memory = new FindingMemory();

  /** A draft about the links of node 0 to so many others, and back. */
  private static Draft ofNode(FaultKind kind, int others) {
    return draft(kind, "n0", FaultPlace.node("n0"), others);
  }

  private static Draft draft(FaultKind kind, String subject, FaultPlace place, int others) {
    int[] links = IntStream.rangeClosed(1, others).flatMap(i -> IntStream.of(0, i, i, 0)).toArray();
    Finding finding =
        new Finding(
            kind,
            kind.severity(),
            subject,
            FaultScope.ANY,
            place,
            1,
            0,
            List.of(),
            List.of(),
            0.9,
            "");
    return Draft.of(
        finding,
        new Draft.Failures(
            10 * SECOND, 10 * SECOND, true, links, (from, to) -> from == 0 || to == 0));
  }

  /** What is shown if these are the drafts from one second to another, ten times in a second. */
  private List<FaultKind> shown(int from, int to, Draft... drafts) {
    List<FaultKind> shown = List.of();
    for (int tenth = 10 * from; tenth < 10 * to; tenth++) {
      long nanos = tenth * SECOND / 10;
      memory.begin(nanos);
      shown =
          memory.update(List.of(drafts), nanos, 0, new ArrayList<>()).stream()
              .map(Finding::kind)
              .toList();
    }
    return shown;
  }

  private List<FaultKind> explaining() {
    return memory.explainingLosses().stream().map(draft -> draft.finding().kind()).toList();
  }

  @Test
  void whatIsLeftOfANodeThatRecoversIsNoOtherFault() {
    Draft dead = ofNode(FaultKind.NODE_UNREACHABLE, NODES);
    assertEquals(List.of(FaultKind.NODE_UNREACHABLE), shown(10, 15, dead));
    Draft rest = ofNode(FaultKind.NODE_ISOLATED, NODES / 2);
    assertTrue(!shown(15, 19, rest).contains(FaultKind.NODE_ISOLATED), "it may be recovering");
    assertEquals(List.of(FaultKind.NODE_ISOLATED), shown(19, 30, rest), "it is not");
  }

  @Test
  void probesOfAnAgentThatRunsAgainAreNoOtherFault() {
    shown(10, 15, ofNode(FaultKind.AGENT_STALLED, NODES));
    Draft again = Draft.certain(ofNode(FaultKind.AGENT_STALLED, NODES).finding());
    Draft probes = ofNode(FaultKind.PROBE_BLOCKED, NODES);
    assertEquals(List.of(FaultKind.AGENT_STALLED), shown(15, 18, again, probes));
    assertTrue(shown(18, 30, probes).contains(FaultKind.PROBE_BLOCKED), "they are");
  }

  @Test
  void aBetterNameForANodeComesSooner() {
    shown(10, 15, ofNode(FaultKind.NODE_UNREACHABLE, NODES));
    Draft isolated = ofNode(FaultKind.NODE_ISOLATED, NODES - 1);
    assertEquals(List.of(FaultKind.NODE_ISOLATED), shown(15, 18, isolated));
  }

  @Test
  void aFormerNameStillExplainsWhatWasLostAtItsTime() {
    shown(10, 15, ofNode(FaultKind.NODE_UNREACHABLE, NODES));
    Draft split = draft(FaultKind.CLUSTER_SPLIT, "n0, n1", FaultPlace.NONE, NODES + 4);
    assertEquals(List.of(FaultKind.CLUSTER_SPLIT), shown(15, 16, split));
    assertEquals(List.of(FaultKind.CLUSTER_SPLIT, FaultKind.NODE_UNREACHABLE), explaining());
    shown(16, 30, split);
    assertEquals(List.of(FaultKind.CLUSTER_SPLIT), explaining());
  }

  @Test
  void lossDoesNotKeepItsFormerName() {
    shown(10, 15, ofNode(FaultKind.NODE_UNREACHABLE, NODES));
    shown(15, 30, ofNode(FaultKind.PACKET_LOSS, NODES));
    assertEquals(List.of(), explaining());
  }

  @Test
  void deadPathsEndWhenMostOfTheirLinksLoseNothing() {
    Draft paths = ofNode(FaultKind.SOME_PATHS_FAILING, NODES);
    assertEquals(List.of(FaultKind.SOME_PATHS_FAILING), shown(10, 20, paths));
    Draft half = ofNode(FaultKind.SOME_PATHS_FAILING, NODES / 2);
    assertEquals(List.of(FaultKind.SOME_PATHS_FAILING), shown(20, 24, half));
    assertEquals(List.of(), shown(24, 27, ofNode(FaultKind.SOME_PATHS_FAILING, NODES / 4)));
  }

  /** They fail since second 10; one that is known to be complete is shown at once. */
  private List<FaultKind> shownOfNodes(int nodes, int until) {
    Draft[] drafts =
        IntStream.range(0, nodes)
            .mapToObj(node ->
                draft(FaultKind.NODE_UNREACHABLE, "n" + node, FaultPlace.node("n" + node), NODES))
            .toArray(Draft[]::new);
    return shown(10, until, drafts);
  }

  @Test
  void aFewNodesAreShownAtOnce() {
    assertEquals(5, shownOfNodes(5, 12).size());
  }

  @Test
  void manyNodesAtOnceWaitForTheNextHeartbeats() {
    assertEquals(List.of(), shownOfNodes(6, 15));
    assertEquals(6, shownOfNodes(6, 17).size(), "they are several");
  }
}
