// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netcheck.exporter.TestClock;
import io.netcheck.exporter.assess.Fault;
import io.netcheck.exporter.mesh.Mesh;
import io.netcheck.exporter.mesh.TestMesh;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.CheckLine;
import io.netcheck.protocol.CheckOrder;
import io.netcheck.protocol.CheckProbe;
import io.netcheck.protocol.CheckRefusal;
import io.netcheck.protocol.CheckResult;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.TraceHop;
import io.netcheck.verdict.FaultKind;
import io.netcheck.verdict.FaultPlace;
import io.netcheck.verdict.FaultScope;
import io.netcheck.verdict.FaultSeverity;
import io.netcheck.verdict.Finding;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FaultTracesTest {
  private static final InetAddress TARGET = InetAddress.ofLiteral("10.0.9.9");
  private static final Fault UNREACHABLE =
      fault(FaultKind.NODE_UNREACHABLE, "n4", new FaultPlace("n4", "", "", ""));
  private static final Mesh HEALTHY = Mesh.of(TestMesh.of(4).clients());
  private static final Mesh BROKEN = Mesh.of(TestMesh.of(4).dead("n4").clients());

  private final TestClock clock = new TestClock();
  private final OrderBook orders = new OrderBook(clock);

  private FaultTraces traces(int perMinute) {
    return new FaultTraces(
        orders,
        id -> Optional.of(new Peer(id, "", new Endpoint(List.of(TARGET), List.of(), 6100))),
        new OrderRates(30, perMinute),
        clock);
  }

  private static Fault fault(FaultKind kind, String subject, FaultPlace place) {
    return new Fault(
        new Finding(
            kind,
            FaultSeverity.CRITICAL,
            subject,
            FaultScope.ANY,
            place,
            1,
            0,
            List.of("seen"),
            List.of(),
            1,
            "Look."),
        Instant.EPOCH,
        Instant.EPOCH);
  }

  private static List<String> evidence(List<Fault> faults) {
    return faults.getFirst().finding().evidence();
  }

  /** The open orders, as {@code source -> target}. */
  private List<String> ordered() {
    List<String> all = new ArrayList<>();
    open().forEach((agent, order) -> all.add(agent + " -> " + order.target().id().node()));
    return all;
  }

  private Map<ClientId, CheckOrder> open() {
    Map<ClientId, CheckOrder> open = new TreeMap<>();
    for (int node = 1; node <= 4; node++) {
      ClientId agent = new ClientId(AgentKind.POD, "n" + node);
      for (CheckOrder order : orders.ordersOf(agent)) {
        assertNull(open.put(agent, order), "one order at a time");
      }
    }
    return open;
  }

  private void answer(Optional<FailureReason> failure, String... hops) {
    open()
        .forEach((agent, order) -> {
          assertEquals(List.of(CheckProbe.TRACE), order.question().probes());
          List<TraceHop> found = new ArrayList<>();
          for (String hop : hops) {
            found.add(new TraceHop(found.size() + 1, InetAddress.ofLiteral(hop), 1));
          }
          CheckLine line = new CheckLine.Traced(Network.POD, IpFamily.IPV4, 6100, found, failure);
          orders.take(agent, List.of(CheckResult.of(order, List.of(line))));
        });
  }

  @Test
  void aNewFaultIsTracedFromTwoNodesAndWhatTheyFindIsEvidence() {
    FaultTraces traces = traces(10);
    assertEquals(List.of("seen"), evidence(traces.added(List.of(UNREACHABLE), BROKEN)));
    assertEquals(List.of("pod/n1 -> n4", "pod/n2 -> n4"), ordered());

    answer(Optional.of(FailureReason.TIMEOUT), "10.0.1.1", "10.0.3.1");

    List<String> expected =
        List.of(
            "seen",
            "trace from n1 to n4 (10.0.9.9): the last hop that answered is 10.0.3.1, at hop 2",
            "trace from n2 to n4 (10.0.9.9): the last hop that answered is 10.0.3.1, at hop 2");
    assertEquals(expected, evidence(traces.added(List.of(UNREACHABLE), BROKEN)));
    clock.advance(Duration.ofMinutes(5));
    assertEquals(expected, evidence(traces.added(List.of(UNREACHABLE), BROKEN)));
    assertEquals(
        List.of(),
        ordered().stream().filter(order -> order.endsWith("n4")).toList(),
        "once for each fault");
  }

  @Test
  void theEndOfATraceIsTold() {
    FaultTraces traces = traces(1);
    traces.added(List.of(UNREACHABLE), BROKEN);
    answer(Optional.of(FailureReason.REJECTED), "10.0.1.1");
    assertEquals(
        "trace from n1 to n4 (10.0.9.9): the last hop that answered is 10.0.1.1, at hop 1, which"
            + " says rejected",
        evidence(traces.added(List.of(UNREACHABLE), BROKEN)).getLast());
  }

  @Test
  void twoLinksOfOneNodeAreOneView() {
    Mesh networks = Mesh.of(TestMesh.of(4, Network.POD, Network.NODE).dead("n4").clients());
    traces(10).added(List.of(UNREACHABLE), networks);
    assertEquals(List.of("pod/n1 -> n4", "pod/n2 -> n4"), ordered());
  }

  @Test
  void allFaultsTogetherHaveABudget() {
    FaultTraces traces = traces(1);
    traces.added(List.of(UNREACHABLE), BROKEN);
    assertEquals(List.of("pod/n1 -> n4"), ordered());
  }

  @Test
  void withoutABudgetNothingIsTraced() {
    FaultTraces traces = traces(0);
    traces.added(List.of(), HEALTHY);
    assertEquals(List.of("seen"), evidence(traces.added(List.of(UNREACHABLE), BROKEN)));
    assertEquals(List.of(), ordered());
  }

  @Test
  void aFaultWithoutABrokenLinkIsNotTraced() {
    FaultTraces traces = traces(10);
    Fault agent = fault(FaultKind.AGENT_DOWN, "pod/n4", new FaultPlace("n4", "", "", ""));
    Fault pair = fault(FaultKind.LINK_DOWN, "n1 <-> n2", new FaultPlace("", "", "n1", "n2"));
    traces.added(List.of(agent, pair), BROKEN);
    assertEquals(List.of(), ordered().stream().filter(order -> order.endsWith("n4")).toList());
  }

  @Test
  void anAgentThatRefusesLeavesTheEvidenceAsItIs() {
    FaultTraces traces = traces(1);
    traces.added(List.of(UNREACHABLE), BROKEN);
    open()
        .forEach((agent, order) ->
            orders.take(agent, List.of(CheckResult.refused(order, CheckRefusal.DISABLED))));
    assertEquals(List.of("seen"), evidence(traces.added(List.of(UNREACHABLE), BROKEN)));
  }

  @Test
  void linksThatWorkAreTracedInTurnAndTellHowThePathWas() {
    FaultTraces traces = traces(10);
    for (int i = 0; i < 12; i++) {
      traces.added(List.of(), HEALTHY);
      assertEquals(1, ordered().size(), "one at a time");
      answer(Optional.empty(), "10.0.1.1", "10.0.3.1", "10.0.9.9");
      clock.advance(Duration.ofSeconds(13));
    }
    assertEquals(0, traces.pathChanges());

    // Takes the last result, and breaks.
    traces.added(List.of(), HEALTHY);
    answer(Optional.empty(), "10.0.1.1", "10.0.3.1", "10.0.9.9");
    traces.added(List.of(), HEALTHY);
    clock.advance(Duration.ofMinutes(10));
    traces.added(List.of(UNREACHABLE), BROKEN);
    answer(Optional.of(FailureReason.TIMEOUT), "10.0.1.1");

    String line = evidence(traces.added(List.of(UNREACHABLE), BROKEN)).getLast();
    assertEquals(
        "trace from n2 to n4 (10.0.9.9): the last hop that answered is 10.0.1.1, at hop 1; N min"
            + " before, one arrived at hop 3 by way of 10.0.1.1, 10.0.3.1",
        line.replaceAll("; [0-9]+ min", "; N min"));
  }

  @Test
  void aPathThatGetsLongerIsAChange() {
    FaultTraces traces = traces(10);
    Mesh two = Mesh.of(TestMesh.of(2).clients());
    for (int i = 0; i < 2; i++) {
      traces.added(List.of(), two);
      answer(Optional.empty(), "10.0.1.1", "10.0.9.9");
      clock.advance(Duration.ofSeconds(13));
    }
    for (int i = 0; i < 2; i++) {
      traces.added(List.of(), two);
      answer(Optional.empty(), "10.0.1.1", "10.0.2.1", "10.0.9.9");
      clock.advance(Duration.ofSeconds(13));
    }
    traces.added(List.of(), two);

    assertEquals(2, traces.pathChanges(), "in each direction");
  }

  @Test
  void aLinkWhoseAnswersComeAnotherWayIsTracedNext() {
    FaultTraces traces = traces(10);
    Mesh moved = Mesh.of(TestMesh.of(4).rerouted("n3", "n2").clients());
    for (int i = 0; i < 3; i++) {
      traces.added(List.of(), moved);
      if (i == 0) {
        assertEquals(List.of("pod/n2 -> n3"), ordered(), "the path of the answers");
      } else {
        assertEquals(1, ordered().size());
        assertEquals(List.of(), ordered().stream().filter("pod/n2 -> n3"::equals).toList(), "once");
      }
      answer(Optional.empty(), "10.0.1.1", "10.0.9.9");
      clock.advance(Duration.ofSeconds(13));
    }
    assertEquals(1, traces.pathChanges(), "although it was not traced before");
    // It has gone back, and moves again.
    traces.added(List.of(), HEALTHY);
    answer(Optional.empty(), "10.0.1.1", "10.0.9.9");
    clock.advance(Duration.ofSeconds(30));
    traces.added(List.of(), HEALTHY);
    answer(Optional.empty(), "10.0.1.1", "10.0.9.9");
    clock.advance(Duration.ofSeconds(13));
    traces.added(List.of(), moved);
    assertEquals(List.of("pod/n2 -> n3"), ordered());
  }

  @Test
  void aRouterThatMovesManyPathsDoesNotFillTheQueue() {
    FaultTraces traces = traces(10);
    TestMesh many = TestMesh.of(30);
    for (int node = 5; node <= 30; node++) {
      many.rerouted("n" + node, "n4");
    }
    Mesh moved = Mesh.of(many.clients());
    traces.added(List.of(), moved);
    long ofNode = 0;
    for (int i = 0; i < 40; i++) {
      ofNode += ordered().stream().filter(order -> order.startsWith("pod/n4 ")).count();
      answer(Optional.empty(), "10.0.1.1", "10.0.9.9");
      clock.advance(Duration.ofSeconds(13));
      traces.added(List.of(), moved);
    }
    assertEquals(20, ofNode);
  }
}
