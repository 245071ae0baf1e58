// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PlaneResults;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Four nodes with two agents each, of which those of one node are not heard for some time. */
class SilenceRuleTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int SILENT_SECONDS = 15;
  private static final PlaneResults NO_LINKS =
      new PlaneResults(Network.POD, IpFamily.IPV4, List.of(), new int[0], Map.of());

  /** An agent as the exporter knows it, by its last heartbeat. */
  private static Observer agent(AgentKind kind, int node, int second, int heard) {
    Observer heartbeat = HostAgents.agent(node, "", heard, NO_LINKS);
    return new Observer(
        new ClientId(kind, "n" + node),
        heartbeat.zone(),
        second - heard > SILENT_SECONDS ? Observer.Standing.SILENT : Observer.Standing.REPORTING,
        heartbeat.heardNanos(),
        heartbeat.life(),
        heartbeat.endpoint(),
        heartbeat.reporting(),
        heartbeat.clockOffset(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  /** When an agent was last heard; those of n2 are mute from second 30 to another one. */
  private static int heard(int node, int second, int until) {
    boolean mute = node == 2 && second >= 30 && second < until;
    return mute ? 30 : second - second % HostAgents.HEARTBEAT_SECONDS;
  }

  /** What is shown, in this order. */
  private static List<Set<String>> shown(int hostUntil, int podUntil) {
    VerdictEngine engine = new VerdictEngine();
    Set<Set<String>> shown = new LinkedHashSet<>();
    for (int second = 0; second < 100; second++) {
      List<Observer> observers = new ArrayList<>();
      for (int node = 1; node <= 4; node++) {
        observers.add(agent(AgentKind.HOST, node, second, heard(node, second, hostUntil)));
        observers.add(agent(AgentKind.POD, node, second, heard(node, second, podUntil)));
      }
      Set<String> findings = new LinkedHashSet<>();
      for (Finding finding :
          engine.judge(new Situation(second * SECOND, observers, _ -> false)).findings()) {
        findings.add(finding.kind().label() + " " + finding.subject());
      }
      shown.add(findings);
    }
    return List.copyOf(shown);
  }

  @Test
  void theAgentsOfANodeAreOneFinding() {
    assertEquals(List.of(Set.of(), Set.of("client_missing host/n2, pod/n2")), shown(60, 60));
  }

  @Test
  void whileTheyComeBackOneByOneTheRestIsNoOtherFinding() {
    assertEquals(List.of(Set.of(), Set.of("client_missing host/n2, pod/n2")), shown(60, 75));
  }

  @Test
  void theOneThatStaysSilentIsNamed() {
    assertEquals(
        List.of(
            Set.of(), Set.of("client_missing host/n2, pod/n2"), Set.of("client_missing pod/n2")),
        shown(60, 100));
  }
}
