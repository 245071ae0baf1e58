// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netcheck.lab.wire.Commands;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@MachineTest
class SpeedFactorTest {
  private static final SpeedFactor SPEED = new SpeedFactor(30);

  @TempDir private Path folder;

  @Test
  void inEarnestNothingIsRewritten() {
    String rules = "for: 5m\nexpr: rate(x[5m])\n";

    assertEquals(rules, SpeedFactor.REAL.rewrite(rules));
    assertEquals(Duration.ofSeconds(15), SpeedFactor.REAL.scrape());
  }

  @Test
  void waitingIsDivided() {
    assertEquals("for: 10s", SPEED.rewrite("for: 5m"));
    assertEquals("keep_firing_for: 100ms", SPEED.rewrite("keep_firing_for: 3s"));
    assertEquals("{for: '180s', x: 1}", SPEED.rewrite("{for: '1h30m', x: 1}"));
    assertEquals(
        "group_wait: 1s\ngroup_interval: 10s\nrepeat_interval: 1440s",
        SPEED.rewrite("group_wait: 30s\ngroup_interval: 5m\nrepeat_interval: 12h"));
  }

  @Test
  void anEvaluationIsNotMoreFrequentThanAScrape() {
    assertEquals("interval: 1s", SPEED.rewrite("interval: 15s"));
  }

  @Test
  void aRangeHasAtLeastFourScrapes() {
    assertEquals("rate(x[30s])", SPEED.rewrite("rate(x[15m])"));
    assertEquals("rate(x[4s])", SPEED.rewrite("rate(x[1m])"));
  }

  @Test
  void aSubqueryHasBothItsDurationsDivided() {
    assertEquals("max_over_time(x[120s:2s])", SPEED.rewrite("max_over_time(x[1h:1m])"));
    assertEquals("max_over_time(x[120s:])", SPEED.rewrite("max_over_time(x[1h:])"));
  }

  @Test
  void anOffsetIsDivided() {
    assertEquals("x offset 720s", SPEED.rewrite("x offset 6h"));
  }

  @Test
  void nothingElseChanges() {
    String rules =
        """
        record: link:netcheck_probe_failures:ratio_rate5m
        expr: x{job=~"a[0-9]m"} > 0.5 and y[0] == 300
        description: waits for: a repair, for 5m
        """;

    assertEquals(rules, SPEED.rewrite(rules));
  }

  @Test
  void aSpeedOfNothingIsNone() {
    assertThrows(IllegalArgumentException.class, () -> new SpeedFactor(0));
  }

  @Test
  void theProjectsRulesAreRulesAtAnySpeed() throws IOException {
    TestRequirements.tools("promtool");
    List<String> command = new ArrayList<>(List.of("promtool", "check", "rules"));
    try (Stream<Path> files = Files.list(LabPlan.projectRoot().resolve("alerts/rules"))) {
      for (Path file : files.toList()) {
        String fast = SPEED.rewrite(Files.readString(file));
        assertFalse(fast.matches("(?s).*\\[[0-9]+[mhd]\\].*"), "an unchanged range in " + file);
        command.add(Files.writeString(folder.resolve(file.getFileName()), fast).toString());
      }
    }

    Commands.run(command);
  }
}
