// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import static io.netcheck.verdict.SimulatedMesh.HEARTBEAT;
import static io.netcheck.verdict.SimulatedMesh.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.verdict.SimulatedMesh.Losses;
import io.netcheck.verdict.SimulatedMesh.Window;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** An agent that starts again elsewhere, and peers that learn late where it is. */
class MovedAgentTest {
  private static final int NODES = 6;
  private static final int MOVED = 40;

  /** When n1 has its first answer from the exporter after n4 moved. */
  private static final int ANSWERED = 60;

  /**
   * All that is shown, if n1 does not reach n4 after it moved.
   *
   * @param heardFrom the second from which on n4 is heard
   * @param lost whether the heartbeats of n1 are lost, from the moment n4 moved until its answer
   * @param found when n1 reaches n4 again
   */
  private static Set<String> shown(int heardFrom, boolean lost, int found) {
    VerdictEngine engine = new VerdictEngine();
    Losses losses =
        (from, to, second) ->
            from == 1 && to == 4 && second > MOVED && second < found ? Window.DEAD : Window.WELL;
    Map<Integer, Observer> last = new TreeMap<>();
    Set<String> shown = new TreeSet<>();
    for (int second = 0; second < found + 4 * HEARTBEAT; second++) {
      for (int node = 1; second % HEARTBEAT == 0 && node <= NODES; node++) {
        Observer agent = SimulatedMesh.observer(NODES, node, second, losses);
        if (node == 4 && second >= MOVED) {
          agent = HostAgents.moved(agent, second - MOVED);
        }
        boolean unanswered = lost && node == 1 && second > MOVED;
        if (unanswered && second <= ANSWERED) {
          agent = HostAgents.unanswered(agent, second - MOVED + HEARTBEAT);
        }
        boolean heard = unanswered ? second >= ANSWERED : node != 4 || second >= heardFrom;
        if (heard) {
          last.put(node, agent);
        }
      }
      Situation now = new Situation(second * SECOND, last.values().stream().toList(), _ -> false);
      engine
          .judge(now)
          .findings()
          .forEach(finding -> shown.add(finding.kind().label() + " " + finding.subject()));
    }
    return shown;
  }

  /** The answer to its heartbeat tells n1 the address; its next words are about that. */
  @Test
  void aPeerThatHasNoAnswerSinceTheAgentMovedCannotReachIt() {
    assertEquals(Set.of(), shown(0, true, ANSWERED + HEARTBEAT));
  }

  @Test
  void aPeerThatKnowsWhereItIsAndDoesNotReachItHasALinkThatIsDown() {
    assertEquals(Set.of("link_down n1 -> n4"), shown(0, true, ANSWERED + 3 * HEARTBEAT));
  }

  /** A new exporter does not know that the agent had another address. */
  @Test
  void anAgentThatHasJustStartedWhenItIsFirstHeardMayHaveMoved() {
    assertEquals(Set.of(), shown(MOVED, false, MOVED + 2 * HEARTBEAT));
  }

  @Test
  void itsLinksAreDownIfTheyStayDown() {
    assertEquals(Set.of("link_down n1 -> n4"), shown(MOVED, false, MOVED + 5 * HEARTBEAT));
  }
}
