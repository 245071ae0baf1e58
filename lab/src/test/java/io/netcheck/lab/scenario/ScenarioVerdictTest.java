// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.lab.cluster.FiringAlert;
import io.netcheck.lab.cluster.Notification;
import io.netcheck.lab.scenario.ScenarioObserver.ReceivedNotification;
import io.netcheck.lab.scenario.ScenarioObserver.ReportedFaults;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScenarioVerdictTest {
  private static final Expectation NODE_4 =
      Expectation.of("node_unreachable node-4", "NodeUnreachable{target_node=node-4}");

  private static ReportedFaults verdict(int second, String... faults) {
    return new ReportedFaults(Duration.ofSeconds(second), List.of(faults));
  }

  private static FiringAlert alert(String name, String node) {
    return new FiringAlert(Map.of("alertname", name, "target_node", node, "severity", "critical"));
  }

  private static ReceivedNotification rung(int second, FiringAlert... firing) {
    return new ReceivedNotification(
        Duration.ofSeconds(second),
        new Notification(0, "pager", List.of(firing), List.of(), "something is wrong"));
  }

  private static List<String> problems(
      Expectation expected, List<ReportedFaults> verdicts, ReceivedNotification... rungs) {
    return new ScenarioVerdict(expected, verdicts, List.of(rungs)).problems();
  }

  @Test
  void whatWasExpectedIsNoProblem() {
    ScenarioVerdict judgement =
        new ScenarioVerdict(
            NODE_4,
            List.of(verdict(3), verdict(4, "node_unreachable node-4")),
            List.of(rung(9, alert("NodeUnreachable", "node-4"))));

    assertEquals(List.of(), judgement.problems());
    assertEquals(Optional.of(Duration.ofSeconds(4)), judgement.verdict());
    assertEquals(Optional.of(Duration.ofSeconds(9)), judgement.notification());
    assertEquals(1, judgement.rings());
  }

  @Test
  void anotherVerdictThanExpectedIsAProblem() {
    assertEquals(
        List.of("faults [node_unreachable node-5], expected [node_unreachable node-4]"),
        problems(
            NODE_4,
            List.of(verdict(4, "node_unreachable node-5")),
            rung(9, alert("NodeUnreachable", "node-4"))));
  }

  @Test
  void anotherVerdictBeforeTheExpectedOneIsAProblem() {
    assertEquals(
        List.of("at first faults [link_down a -> node-4], expected [node_unreachable node-4]"),
        problems(
            NODE_4,
            List.of(verdict(3, "link_down a -> node-4"), verdict(4, "node_unreachable node-4")),
            rung(9, alert("NodeUnreachable", "node-4"))));
  }

  @Test
  void aPartOfTheExpectedVerdictMayComeFirst() {
    Expectation both = new Expectation(List.of("link_down a", "link_down b"), List.of());

    assertEquals(
        List.of(),
        problems(
            both, List.of(verdict(3, "link_down a"), verdict(4, "link_down a", "link_down b"))));
  }

  @Test
  void aVerdictThatDoesNotStayIsAProblem() {
    assertEquals(
        List.of("for some time faults [[]], expected [node_unreachable node-4] throughout"),
        problems(
            NODE_4,
            List.of(
                verdict(4, "node_unreachable node-4"),
                verdict(5),
                verdict(6, "node_unreachable node-4")),
            rung(9, alert("NodeUnreachable", "node-4"))));
  }

  @Test
  void whereNothingIsExpectedEveryVerdictIsAProblem() {
    assertEquals(
        List.of("for some time faults [[agent_down host/a]], expected [] throughout"),
        problems(Expectation.NOTHING, List.of(verdict(1, "agent_down host/a"), verdict(2))));
  }

  @Test
  void whatChanceBringsForAMomentIsNoProblemButAnythingElseIs() {
    Expectation loss = new Expectation(List.of(), List.of(), List.of("probe_blocked"));

    assertEquals(
        List.of(), problems(loss, List.of(verdict(1, "probe_blocked icmp a -> b"), verdict(2))));
    assertEquals(
        List.of("for some time faults [[link_down a -> b]], expected [] throughout"),
        problems(loss, List.of(verdict(1, "link_down a -> b"), verdict(2))));
  }

  @Test
  void anAlertWithoutANotificationIsAProblem() {
    assertEquals(
        List.of("no notification for NodeUnreachable{target_node=node-4}"),
        problems(NODE_4, List.of(verdict(4, "node_unreachable node-4"))));
  }

  @Test
  void anAlertAboutAnotherNodeIsTwoProblems() {
    assertEquals(
        List.of(
            "no notification for NodeUnreachable{target_node=node-4}",
            "unexpected notification: NodeUnreachable{severity=critical,target_node=node-5}"),
        problems(
            NODE_4,
            List.of(verdict(4, "node_unreachable node-4")),
            rung(9, alert("NodeUnreachable", "node-5"))));
  }

  @Test
  void oneAlertMoreIsAProblem() {
    assertEquals(
        List.of("unexpected notification: LinkDown{severity=critical,target_node=node-4}"),
        problems(
            NODE_4,
            List.of(verdict(4, "node_unreachable node-4")),
            rung(9, alert("NodeUnreachable", "node-4")),
            rung(10, alert("LinkDown", "node-4"))));
  }

  @Test
  void aSecondNotificationOfTheSameAlertIsAProblem() {
    assertEquals(
        List.of("2 notifications of [NodeUnreachable{target_node=node-4}]"),
        problems(
            NODE_4,
            List.of(verdict(4, "node_unreachable node-4")),
            rung(9, alert("NodeUnreachable", "node-4")),
            rung(19, alert("NodeUnreachable", "node-4"))));
  }

  @Test
  void aRepetitionBecauseAnEarlierScenarioIsOverIsNoRing() {
    FiringAlert expected = alert("NodeUnreachable", "node-4");
    ReceivedNotification repeated =
        new ReceivedNotification(
            Duration.ofSeconds(19),
            new Notification(
                0,
                "pager",
                List.of(expected),
                List.of(alert("NodeUnreachable", "node-6")),
                "something is wrong"));

    assertEquals(
        List.of(),
        problems(
            NODE_4, List.of(verdict(4, "node_unreachable node-4")), rung(9, expected), repeated));
  }

  @Test
  void severalAlertsInOneNotificationAreOneRing() {
    Expectation both = new Expectation(List.of(), List.of("LinkDown", "LinkDown"));

    assertEquals(
        List.of(),
        problems(both, List.of(), rung(9, alert("LinkDown", "a"), alert("LinkDown", "b"))));
  }
}
