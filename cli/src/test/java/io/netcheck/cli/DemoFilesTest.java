// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemoFilesTest {
  @Test
  void fewAgentsFitIntoTheUsualLimit() {
    assertEquals(Optional.empty(), DemoFiles.shortage(3, 1_060));
  }

  @Test
  void manyAgentsNeedAHigherLimitAndTheSentenceSaysWhich() {
    assertEquals(
        Optional.of(
            "50 agents that probe each other need up to 25,500 open files, and this process may"
                + " open 20,000; give fewer with --agents, or raise the limit (ulimit -n)"),
        DemoFiles.shortage(50, 20_000));
    assertEquals(Optional.empty(), DemoFiles.shortage(50, 25_500));
  }
}
