// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.MachineTest;
import io.netcheck.testing.ProgramRun;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus evaluates the recording rules that keep dashboards of netchecker working. */
@MachineTest
class RecordingRulesTest {
  private static final String RULES = "ncagent-rules.yml";
  private static final String TESTS = "ncagent-rules-test.yml";

  private static final Set<String> SUCCESSORS =
      Set.of(
          "error_count_total",
          "report_count_total",
          "http_probe_connection_result",
          "http_probe_total_time_ms",
          "http_probe_content_transfer_time_ms",
          "http_probe_tcp_connection_time_ms",
          "http_probe_dns_lookup_time_ms",
          "http_probe_connect_time_ms",
          "http_probe_server_processing_time_ms");

  private static String rules() throws IOException {
    String page =
        Files.readString(Path.of(System.getProperty("netcheck.root", ".."), "docs/upgrading.md"));
    Matcher block = Pattern.compile("```yaml\n(groups:\n.*?)```", Pattern.DOTALL).matcher(page);
    assertTrue(block.find(), "no rules in docs/upgrading.md");
    return block.group(1);
  }

  @Test
  void everyMetricThatHasASuccessorIsRecorded() throws IOException {
    Set<String> recorded = new TreeSet<>();
    Matcher record = Pattern.compile("- record: ncagent_(\\w+)").matcher(rules());
    while (record.find()) {
      recorded.add(record.group(1));
    }
    assertEquals(new TreeSet<>(SUCCESSORS), recorded);
  }

  @Test
  void theyGiveWhatTheDashboardsAskFor(@TempDir Path folder) throws IOException {
    TestRequirements.tools("promtool");
    Path rules = Files.writeString(folder.resolve(RULES), rules());
    Path tests = folder.resolve(TESTS);
    try (InputStream in = RecordingRulesTest.class.getResourceAsStream(TESTS)) {
      Files.copy(Objects.requireNonNull(in, TESTS), tests);
    }
    String checked = ProgramRun.output(List.of("promtool", "check", "rules", rules.toString()));
    assertTrue(checked.contains("SUCCESS: 10 rules found"), checked);
    String tested = ProgramRun.output(List.of("promtool", "test", "rules", tests.toString()));
    assertTrue(tested.contains("SUCCESS"), tested);
  }
}
