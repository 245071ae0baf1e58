// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.protocol.FailingPorts;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PortEvidenceTest {
  private final PortEvidence evidence = new PortEvidence();

  @Test
  void withoutFailingPortsThereIsNothingToSay() {
    assertEquals(Optional.empty(), evidence.words());
    assertEquals(0, evidence.share());
  }

  @Test
  void onOneLinkThePortsTellTheShare() {
    evidence.add(new FailingPorts(0, 8, 1, List.of(40_001)), "a -> b");
    evidence.addConnections(8, 4);
    assertEquals(
        "about 1 of 8 paths: 1 of 8 source ports gets no answer, 40001 (a -> b)",
        evidence.words().orElseThrow());
  }

  @Test
  void onManyLinksTheConnectionsTellIt() {
    for (int i = 0; i < 10; i++) {
      evidence.add(new FailingPorts(i, 7, 2, List.of(40_001 + i, 40_020)), "a -> b" + i);
      evidence.addConnections(8, 1);
    }
    assertEquals(
        "about 1 of 8 paths: 20 of 70 source ports on 10 links get no answer,"
            + " such as 40001, 40020 (a -> b0)",
        evidence.words().orElseThrow());
  }

  @Test
  void mostPathsAreNotOneOfSome() {
    evidence.add(new FailingPorts(0, 8, 6, List.of(1, 2, 3, 4)), "a -> b");
    assertEquals(
        "about 75 % of the paths: 6 of 8 source ports get no answer, 1, 2, 3, 4 (a -> b)",
        evidence.words().orElseThrow());
  }
}
