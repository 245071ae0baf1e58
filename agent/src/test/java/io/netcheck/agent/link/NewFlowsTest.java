// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.agent.probe.Outcome;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.ProbeKind;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NewFlowsTest {
  private static final List<ProbeKind> KINDS =
      List.of(ProbeKind.ICMP, ProbeKind.UDP, ProbeKind.TCP);
  private static final int PING = 1;
  private static final int KEPT = 40_000;

  private final NewFlows flows = new NewFlows();
  private int port = 50_000;

  private FailureReason lost(ProbeKind kind, int flow) {
    Outcome.Failure failure = new Outcome.Failure(FailureReason.TIMEOUT).over(flow);
    return ((Outcome.Failure) flows.compare(kind, failure, 0)).reason();
  }

  private void answered(ProbeKind kind, int flow) {
    Outcome reply = new Outcome.Reply(1_000).over(flow);
    assertEquals(reply, flows.compare(kind, reply, 0));
  }

  /** All answered, also a new connection. */
  private void healthyRound() {
    answered(ProbeKind.ICMP, PING);
    answered(ProbeKind.UDP, KEPT);
    answered(ProbeKind.TCP, ++port);
  }

  /** Old flows are answered; new ones are not. */
  private FailureReason roundWithoutNewFlows() {
    answered(ProbeKind.ICMP, PING);
    answered(ProbeKind.UDP, KEPT);
    lost(ProbeKind.UDP, ++port);
    return lost(ProbeKind.TCP, ++port);
  }

  @Test
  void fiveNewFlowsOfTwoKindsBesideOldOnesAreEnough() {
    healthyRound();
    assertEquals(FailureReason.TIMEOUT, roundWithoutNewFlows());
    assertEquals(FailureReason.TIMEOUT, roundWithoutNewFlows());
    assertEquals(FailureReason.NEW_FLOW, roundWithoutNewFlows());
    assertTrue(flows.takeChange());
    assertFalse(flows.takeChange());
    assertTrue(flows.fail(ProbeKind.UDP));
    assertFalse(flows.fail(ProbeKind.ICMP));
  }

  @Test
  void oneNewFlowThatIsAnsweredEndsIt() {
    healthyRound();
    for (int i = 0; i < 5; i++) {
      roundWithoutNewFlows();
    }
    healthyRound();
    assertFalse(flows.fail(ProbeKind.TCP));
    assertEquals(FailureReason.TIMEOUT, lost(ProbeKind.TCP, ++port));
  }

  @Test
  void answersOverOldFlowsFromBeforeDoNotCount() {
    healthyRound();
    lost(ProbeKind.TCP, ++port);
    for (int i = 0; i < 5; i++) {
      answered(ProbeKind.UDP, KEPT);
    }
    healthyRound();
    for (int i = 0; i < 10; i++) {
      lost(ProbeKind.UDP, ++port);
      assertEquals(FailureReason.TIMEOUT, lost(ProbeKind.TCP, ++port));
    }
  }

  @Test
  void connectionsAloneMayFailBecauseTheyAreTcp() {
    healthyRound();
    for (int i = 0; i < 50; i++) {
      answered(ProbeKind.ICMP, PING);
      answered(ProbeKind.UDP, KEPT);
      assertEquals(FailureReason.TIMEOUT, lost(ProbeKind.TCP, ++port));
    }
  }

  @Test
  void whatNeverWorkedIsNoMatterOfNewFlows() {
    for (int i = 0; i < 50; i++) {
      answered(ProbeKind.ICMP, PING);
      lost(ProbeKind.UDP, KEPT);
      assertEquals(FailureReason.TIMEOUT, lost(ProbeKind.UDP, ++port));
      assertEquals(FailureReason.TIMEOUT, lost(ProbeKind.TCP, ++port));
    }
  }

  @Test
  void aDeadLinkIsNoMatterOfNewFlows() {
    healthyRound();
    for (int i = 0; i < 50; i++) {
      lost(ProbeKind.ICMP, PING);
      lost(ProbeKind.UDP, KEPT);
      assertEquals(FailureReason.TIMEOUT, lost(ProbeKind.UDP, ++port));
      assertEquals(FailureReason.TIMEOUT, lost(ProbeKind.TCP, ++port));
    }
    assertFalse(flows.wantsOne(ProbeKind.UDP), "a dead link needs no test");
  }

  @Test
  void aLinkThatBreaksWhileNewFlowsFailIsNoLongerThat() {
    healthyRound();
    for (int i = 0; i < 5; i++) {
      roundWithoutNewFlows();
    }
    lost(ProbeKind.UDP, KEPT);
    assertEquals(FailureReason.NEW_FLOW, lost(ProbeKind.TCP, ++port), "one loss is chance");
    lost(ProbeKind.ICMP, PING);
    lost(ProbeKind.UDP, KEPT);
    assertEquals(FailureReason.TIMEOUT, lost(ProbeKind.TCP, ++port));
  }

  @Test
  void lossByChanceHitsOldFlowsTooAndIsSeldomMistaken() {
    Random random = new Random(3);
    int mistaken = 0;
    int all = 0;
    for (double loss : new double[] {0.01, 0.1, 0.3, 0.5, 0.7, 0.9}) {
      for (int i = 0; i < 20_000; i++) {
        ProbeKind kind = KINDS.get(i % KINDS.size());
        boolean beside = flows.wantsOne(kind);
        int old = kind == ProbeKind.ICMP ? PING : KEPT;
        for (int flow : kind == ProbeKind.TCP ? new int[] {++port} : new int[] {old, ++port}) {
          if (flow == port && kind != ProbeKind.TCP && !beside) {
            continue;
          }
          if (random.nextDouble() < loss) {
            all++;
            mistaken += lost(kind, flow) == FailureReason.NEW_FLOW ? 1 : 0;
          } else {
            answered(kind, flow);
          }
        }
      }
    }
    assertTrue(mistaken < all / 200, mistaken + " of " + all);
  }

  @Test
  void aFailedNewFlowIsFollowedByTestsUntilOneIsAnswered() {
    healthyRound();
    assertFalse(flows.wantsOne(ProbeKind.UDP));
    lost(ProbeKind.TCP, ++port);
    int tests = 0;
    for (int i = 0; i < 40; i++) {
      if (flows.wantsOne(ProbeKind.UDP)) {
        tests++;
        answered(ProbeKind.UDP, ++port);
      }
    }
    assertEquals(1, tests);
  }

  @Test
  void aRefusalIsAnAnswerAndAnErrorOnTheWayIsNoSilence() {
    healthyRound();
    for (int i = 0; i < 5; i++) {
      roundWithoutNewFlows();
    }
    Outcome told = new Outcome.Failure(FailureReason.UNREACHABLE).over(++port);
    assertEquals(told, flows.compare(ProbeKind.TCP, told, 0));
    assertTrue(flows.fail(ProbeKind.TCP));
    flows.compare(ProbeKind.TCP, new Outcome.Failure(FailureReason.REFUSED).over(++port), 0);
    assertFalse(flows.fail(ProbeKind.TCP));
  }

  @Test
  void datagramsOfFullSizeAreNotCompared() {
    healthyRound();
    for (int i = 0; i < 5; i++) {
      roundWithoutNewFlows();
    }
    assertEquals(FailureReason.TIMEOUT, lost(ProbeKind.MTU, ++port));
  }
}
