// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LinkHistoryTest {
  private static final long START = 1_000;

  private final LinkHistory history = new LinkHistory(Duration.ofSeconds(1));

  @Test
  void aTimeIsNeverNegative() {
    history.record(false, START);
    assertEquals(OptionalLong.of(0), history.neverUpNanos(START - 5));
    assertEquals(OptionalLong.of(5), history.neverUpNanos(START + 5));
  }
}
