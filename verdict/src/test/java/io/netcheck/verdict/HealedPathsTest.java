// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealedPathsTest {
  private static final long WINDOW = 5_000_000_000L;

  private final List<FlowCounts> links = new ArrayList<>();
  private long window;

  private void links(int count) {
    for (int i = 0; i < count; i++) {
      links.add(new FlowCounts(0));
    }
  }

  /** A window of each link, in which so many of ten connections are lost. */
  private void window(int lost) {
    window++;
    for (FlowCounts link : links) {
      link.begin(window * WINDOW, true, true);
      link.addConnections(10, lost);
    }
  }

  @Test
  void manyLinksWithoutLossAreHealedAtOnce() {
    links(12);
    window(2);
    window(3);
    assertFalse(HealedPaths.areHealed(links));
    window(0);
    assertTrue(HealedPaths.areHealed(links));
  }

  /** Where everything loses a little, a lost connection is no dead path. */
  @Test
  void aLittleLossAfterwardsIsNoDeadPath() {
    links(12);
    window(2);
    window(3);
    window(0);
    links.getFirst().addConnections(0, 1);
    assertTrue(HealedPaths.areHealed(links));
  }

  @Test
  void oneLinkTakesSomeWindows() {
    links(1);
    window(2);
    window(1);
    window(0);
    assertFalse(HealedPaths.areHealed(links));
    window(0);
    window(0);
    window(0);
    assertTrue(HealedPaths.areHealed(links));
  }

  @Test
  void whatNeverLostAConnectionIsNotKnownToBeHealed() {
    links(3);
    window(0);
    assertFalse(HealedPaths.areHealed(links));
  }
}
