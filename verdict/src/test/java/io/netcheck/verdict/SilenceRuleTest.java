// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PlaneResults;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Four nodes with two agents each, of which those of one node are not heard for some time. */
class SilenceRuleTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int SILENT_SECONDS = 15;
  private static final Set<String> NOTHING = Set.of();
  private static final Set<String> BOTH = Set.of("client_missing host/n2, pod/n2");
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

  /** The seconds in which an agent of n2 is mute. */
  private record Mute(int from, int until) {
    int heard(int node, int second) {
      return node == 2 && second >= from && second < until
          ? from
          : second - second % HostAgents.HEARTBEAT_SECONDS;
    }
  }

  /** What is shown, each time it changes. */
  private static List<Set<String>> shown(Mute host, Mute pod) {
    VerdictEngine engine = new VerdictEngine();
    List<Set<String>> shown = new ArrayList<>();
    for (int second = 0; second < 130; second++) {
      List<Observer> observers = new ArrayList<>();
      for (int node = 1; node <= 4; node++) {
        observers.add(agent(AgentKind.HOST, node, second, host.heard(node, second)));
        observers.add(agent(AgentKind.POD, node, second, pod.heard(node, second)));
      }
      Set<String> findings = new HashSet<>();
      for (Finding finding :
          engine.judge(new Situation(second * SECOND, observers, _ -> false)).findings()) {
        findings.add(finding.kind().label() + " " + finding.subject());
      }
      if (shown.isEmpty() || !shown.getLast().equals(findings)) {
        shown.add(findings);
      }
    }
    return shown;
  }

  @Test
  void theAgentsOfANodeAreOneFinding() {
    assertEquals(List.of(NOTHING, BOTH, NOTHING), shown(new Mute(30, 60), new Mute(30, 60)));
  }

  @Test
  void whileTheyComeBackOneByOneTheRestIsNoOtherFinding() {
    assertEquals(List.of(NOTHING, BOTH, NOTHING), shown(new Mute(30, 60), new Mute(30, 70)));
  }

  @Test
  void theOneThatStaysSilentIsNamed() {
    assertEquals(
        List.of(NOTHING, BOTH, Set.of("client_missing pod/n2"), NOTHING),
        shown(new Mute(30, 60), new Mute(30, 100)));
  }

  @Test
  void theOtherOneMayFollowLater() {
    assertEquals(
        List.of(NOTHING, Set.of("client_missing host/n2"), BOTH, NOTHING),
        shown(new Mute(30, 110), new Mute(70, 110)));
  }
}
