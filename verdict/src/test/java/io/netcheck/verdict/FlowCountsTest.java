// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FlowCountsTest {
  private static final long WINDOW = 5_000_000_000L;

  private final FlowCounts flows = new FlowCounts(0);

  /** Two windows of five rounds each, in which so many of five packets are lost. */
  private void windows(int connections, int pings, int datagrams) {
    for (int window = 1; window <= 2; window++) {
      flows.begin(window * WINDOW, true, true);
      flows.addConnections(5, connections);
      flows.addPings(5, pings);
      flows.addDatagrams(5, datagrams);
    }
  }

  @Test
  void pingsThatAreNeverLostWhileOthersAreLookLikeDeadPaths() {
    windows(3, 0, 2);
    assertTrue(flows.isSuspect());
  }

  @Test
  void pingsThatAreAlwaysLostWhileOthersPassLookLikeDeadPaths() {
    windows(3, 5, 3);
    assertTrue(flows.isSuspect());
  }

  @Test
  void lossOfSomeOfEverythingIsChance() {
    windows(3, 2, 3);
    assertFalse(flows.isSuspect());
  }

  @Test
  void lossOfConnectionsAloneIsNoMatterOfPaths() {
    windows(3, 0, 0);
    assertFalse(flows.isSuspect());
  }

  @Test
  void whereNoConnectionPassesTheLinkIsDown() {
    windows(5, 5, 5);
    assertFalse(flows.isSuspect());
  }

  @Test
  void aWindowWithoutLossEndsTheSuspicion() {
    windows(3, 0, 2);
    flows.begin(3 * WINDOW, true, true);
    flows.addConnections(5, 0);
    flows.addPings(5, 0);
    flows.addDatagrams(5, 0);
    assertFalse(flows.isSuspect());
  }

  @Test
  void aLinkThatLostAConnectionByChanceBeginsAnewWhenMuchIsLost() {
    for (int window = 1; window <= 3; window++) {
      flows.begin(window * WINDOW, true, true);
      flows.addConnections(5, window == 1 ? 1 : 0);
    }
    assertFalse(flows.isOnset(5, 1));
    assertTrue(flows.isOnset(5, 3));
    windows(3, 0, 2);
    assertFalse(flows.isOnset(5, 3), "it has begun");
  }
}
