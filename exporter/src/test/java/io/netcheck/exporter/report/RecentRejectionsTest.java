// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.exporter.TestClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecentRejectionsTest {
  private final TestClock clock = new TestClock();
  private final Map<String, Long> totals =
      new HashMap<>(Map.of("too_many_targets", 3L, "malformed", 0L, "other", 7L));
  private final RecentRejections rejections = new RecentRejections(() -> totals, clock);

  private void pass(int seconds) {
    for (int second = 0; second < seconds; second++) {
      clock.advance(Duration.ofSeconds(1));
      rejections.look();
    }
  }

  @Test
  void rejectionsAreTimedByWhenTheyHappened() {
    pass(100);
    assertEquals(List.of(), rejections.warnings(), "those before it began are none");
    totals.put("too_many_targets", 5L);
    totals.put("malformed", 1L);
    assertEquals(
        List.of(
            "Heartbeats were rejected in the last minute: 1 malformed (the body is not JSON, or not"
                + " what this path expects), 2 too_many_targets."),
        rejections.warnings());
    pass(30);
    totals.put("malformed", 4L);
    pass(36);
    assertEquals(
        List.of(
            "Heartbeats were rejected in the last minute: 3 malformed (the body is not JSON, or not"
                + " what this path expects)."),
        rejections.warnings());
    pass(40);
    assertEquals(List.of(), rejections.warnings());
  }
}
