// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.MachineTest;
import io.netcheck.testing.ProgramRun;
import io.netcheck.verdict.FaultKind;
import io.netcheck.verdict.FaultSeverity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each kind of fault has the one alert that {@link FaultKind} names. */
class FaultAlertsTest {
  private static final Pattern KINDS = Pattern.compile("\\{kind=~?\"([a-z_|]+)\"}");

  /** What the engine needs at most to show a hard fault, without the patience of its kind. */
  private static final int VERDICT_SECONDS = 4;

  private static final int INTERVAL_SECONDS = 15;
  private static final int GROUP_WAIT_SECONDS = 10;
  private static final int PROMISE_SECONDS = 60;

  /** What fails altogether; the others take time to be told from chance or from a restart. */
  private static final Set<FaultKind> HARD =
      EnumSet.of(
          FaultKind.CLUSTER_SPLIT,
          FaultKind.ZONE_CUT_OFF,
          FaultKind.ZONE_PAIR_DOWN,
          FaultKind.NETWORK_DOWN,
          FaultKind.NODE_UNREACHABLE,
          FaultKind.NODE_ISOLATED,
          FaultKind.EXPORTER_BLIND,
          FaultKind.SOME_PATHS_FAILING,
          FaultKind.WRONG_RESPONDER,
          FaultKind.REJECTED,
          FaultKind.NEW_FLOWS_FAILING,
          FaultKind.PROBE_BLOCKED,
          FaultKind.MTU_BLACK_HOLE,
          FaultKind.PACKET_LOSS,
          FaultKind.SERVICE_FAILING,
          FaultKind.DNS_FAILING,
          FaultKind.LINK_DOWN,
          FaultKind.AGENT_DOWN);

  private static Set<String> kinds(Rule rule) {
    Matcher found = KINDS.matcher(rule.expr());
    assertTrue(found.find(), rule.expr());
    return new TreeSet<>(List.of(found.group(1).split("\\|")));
  }

  @Test
  void theRulesOfFaultsAreThoseOfTheTable() {
    for (Rule rule : Rule.ofFaults()) {
      assertEquals(
          Arrays.stream(FaultKind.values())
              .filter(kind -> kind.alerts().contains(rule.name()))
              .map(FaultKind::label)
              .collect(Collectors.toCollection(TreeSet::new)),
          kinds(rule),
          rule.name());
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyKindHasOneAlertButThatNothingIsBrokenHasNone(FaultKind kind) {
    List<String> rules =
        Rule.ofFaults().stream()
            .filter(rule -> kinds(rule).contains(kind.label()))
            .map(Rule::name)
            .toList();
    assertEquals(kind.alerts(), rules);
    assertEquals(kind.severity() == FaultSeverity.INFO ? 0 : 1, rules.size());
    assertTrue(FaultSample.ALL.stream().anyMatch(fault -> fault.kind() == kind));
  }

  @ParameterizedTest
  @EnumSource(Promtool.class)
  @MachineTest
  void everyFaultIsOneAlertInTheWordsOfTheReport(Promtool promtool, @TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("faults.yaml"), FaultCases.yaml());
    ProgramRun.ExitResult ending = promtool.run(folder, List.of("test", "rules", file.toString()));
    assertEquals(0, ending.status(), ending.output());
  }

  /** The fault, the verdict, the next scrape, the next evaluation, {@code for}, the group. */
  @Test
  void theNotificationOfAHardFaultLeavesWithinAMinute() throws IOException {
    String routing = Files.readString(Folder.alerts().resolve("alertmanager.yaml"));
    assertTrue(routing.contains("group_wait: " + GROUP_WAIT_SECONDS + "s\n"));
    // If another fault of the kind was notified before.
    assertTrue(routing.contains("group_interval: " + GROUP_WAIT_SECONDS + "s\n"));
    assertTrue(
        Files.readString(Folder.alerts().resolve("rules/faults.yaml"))
            .contains("interval: " + INTERVAL_SECONDS + "s\n"));
    for (Rule rule : Rule.ofFaults()) {
      for (FaultKind kind : HARD) {
        if (kind.alerts().contains(rule.name())) {
          long seconds =
              VERDICT_SECONDS
                  + kind.patience().toSeconds()
                  + INTERVAL_SECONDS // the next scrape
                  + INTERVAL_SECONDS // the next evaluation
                  + rule.waits()
                  + GROUP_WAIT_SECONDS;
          assertTrue(seconds <= PROMISE_SECONDS, kind + ": " + seconds + " s");
        }
      }
    }
  }

  @Test
  void allThatIsCriticalIsHard() {
    assertEquals(
        List.of(),
        Arrays.stream(FaultKind.values())
            .filter(kind -> kind.severity() == FaultSeverity.CRITICAL && !HARD.contains(kind))
            .toList());
  }
}
