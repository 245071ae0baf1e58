// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.protocol.FailingPorts;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FlowTableTest {
  private static final long SECOND = 1_000_000_000L;

  private final FlowTable table = new FlowTable();
  private long second;

  /** One use of each of some flows, within four seconds. */
  private void use(boolean answered, int... flows) {
    for (int flow : flows) {
      table.use(flow, answered, second * SECOND);
    }
  }

  private Optional<FailingPorts> failing() {
    return table.failing(7, second * SECOND);
  }

  @Test
  void aFlowIsEstablishedOnceItWasAnswered() {
    assertEquals(FlowTable.Standing.UNKNOWN, table.use(1, false, 0));
    assertEquals(FlowTable.Standing.SILENT, table.use(1, true, 0));
    assertEquals(FlowTable.Standing.ESTABLISHED, table.use(1, false, 0));
    assertEquals(FlowTable.Standing.ESTABLISHED, table.use(1, false, 0));
  }

  @Test
  void flowsThatAlwaysFailBesideOthersThatNeverDoAreNamed() {
    for (int i = 0; i < 5; i++) {
      assertEquals(Optional.empty(), failing());
      use(true, 40_003, 40_005, 40_006, 40_007, 40_008);
      use(false, 40_009, 40_002);
      second += 4;
    }
    use(true, 40_010); // is not used enough to tell
    assertEquals(Optional.of(new FailingPorts(7, 7, 2, List.of(40_002, 40_009))), failing());
  }

  @Test
  void aFlowThatBreaksIsNamedAndOneAnswerEndsIt() {
    for (int i = 0; i < 20; i++) {
      use(true, 1, 2, 3, 4);
    }
    for (int i = 0; i < 6; i++) {
      use(true, 1, 2, 3);
      use(false, 4);
    }
    assertEquals(List.of(4), failing().orElseThrow().examples());
    use(true, 4);
    assertEquals(Optional.empty(), failing());
  }

  /** Two ports of one dead path: of one of them, the agent may never learn that it works again. */
  @Test
  void whatWorksAgainClearsThePortsThatAreNotUsedAnyMore() {
    for (int i = 0; i < 6; i++) {
      use(true, 1, 2, 3);
      use(false, 4, 5);
      second += 1;
    }
    assertEquals(List.of(4, 5), failing().orElseThrow().examples());
    use(true, 4);
    assertEquals(Optional.empty(), failing());
  }

  @Test
  void aDeadLinkHasNoFailingPorts() {
    for (int i = 0; i < 20; i++) {
      use(false, 1, 2, 3, 4);
    }
    assertEquals(Optional.empty(), failing());
  }

  @Test
  void portsThatAreNotUsedAnyMoreTellNothing() {
    for (int i = 0; i < 6; i++) {
      use(true, 1, 2, 3);
      use(false, 4);
    }
    second += 19;
    assertTrue(failing().isPresent());
    second += 1;
    assertEquals(Optional.empty(), failing());
  }

  @Test
  void lossByChanceIsSeldomMistaken() {
    Random random = new Random(5);
    int mistaken = 0;
    int all = 0;
    for (double loss : new double[] {0.001, 0.01, 0.1, 0.3, 0.5, 0.9}) {
      for (int i = 0; i < 20_000; i++) {
        // Ports are replaced one by one, as the prober does.
        int port = i % 4 == 0 ? 0 : i / 48 * 4 + i % 4;
        second++;
        use(random.nextDouble() >= loss, port);
        all++;
        mistaken += failing().isPresent() ? 1 : 0;
      }
    }
    assertTrue(mistaken <= all / 10_000, mistaken + " of " + all);
  }

  /** How well the ports worked before says nothing about the loss of today. */
  @Test
  void lossByChanceThatBeginsIsSeldomMistaken() {
    Random random = new Random(6);
    int mistaken = 0;
    for (double loss : new double[] {0.1, 0.3, 0.5, 0.7, 0.9}) {
      for (int link = 0; link < 200; link++) {
        FlowTable begins = new FlowTable();
        boolean named = false;
        for (int i = 0; i < 300; i++) {
          int port = i % 4 == 0 ? 0 : i / 48 * 4 + i % 4;
          begins.use(port, i < 200 || random.nextDouble() >= loss, i * SECOND);
          named |= begins.failing(7, i * SECOND).isPresent();
        }
        mistaken += named ? 1 : 0;
      }
    }
    assertTrue(mistaken <= 2, mistaken + " of 1000");
  }
}
