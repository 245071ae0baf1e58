// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.MachineTest;
import io.netcheck.testing.ProgramRun;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each alert has a runbook, there are no others, and their queries are valid. */
class RunbooksTest {
  private static final Pattern QUERY = Pattern.compile("(?s)```promql\n(.*?)\n```");
  private static final Pattern HEADING = Pattern.compile("(?m)^## (.+)$");
  private static final Pattern LINK = Pattern.compile("]\\(([^)]+)\\)");

  static List<Path> runbooks() {
    return Folder.files("runbooks", ".md");
  }

  private static String name(Path runbook) {
    return runbook.getFileName().toString().replace(".md", "");
  }

  @Test
  void thereIsOneForEachAlertAndNoOther() {
    Set<String> alerts = new TreeSet<>(Rule.alerts().stream().map(Rule::name).toList());
    Set<String> runbooks = new TreeSet<>(runbooks().stream().map(RunbooksTest::name).toList());
    assertEquals(alerts, runbooks);
  }

  @ParameterizedTest
  @MethodSource("runbooks")
  void itHasMeaningImpactDiagnosisAndMitigation(Path runbook) throws IOException {
    String text = Files.readString(runbook);
    assertTrue(text.startsWith("# " + name(runbook) + "\n"));
    assertEquals(
        List.of("Meaning", "Impact", "Diagnosis", "Mitigation"),
        HEADING.matcher(text).results().map(heading -> heading.group(1)).toList());
    assertFalse(queries(runbook).isEmpty());
    // The text before the first heading is the title.
    HEADING
        .splitAsStream(text)
        .skip(1)
        .forEach(section -> assertTrue(section.strip().length() > 20, section));
  }

  @ParameterizedTest
  @MethodSource("runbooks")
  void itLeadsToTheDashboardOfItsAlert(Path runbook) throws IOException {
    String text = Files.readString(runbook);
    Rule.alerts().stream()
        .filter(alert -> alert.name().equals(name(runbook)))
        .map(alert -> alert.annotation("dashboard_url").replaceFirst("\\?.*", ""))
        .forEach(dashboard -> assertTrue(text.contains("`" + dashboard + "`"), dashboard));
  }

  @ParameterizedTest
  @MethodSource("runbooks")
  void itsLinksLeadToFiles(Path runbook) throws IOException {
    LINK.matcher(Files.readString(runbook))
        .results()
        .forEach(
            link -> assertTrue(Files.exists(runbook.resolveSibling(link.group(1))), link.group(1)));
  }

  static List<String> queries(Path runbook) throws IOException {
    return QUERY.matcher(Files.readString(runbook)).results().map(found -> found.group(1)).toList();
  }

  /** promtool parses them as expressions of recording rules. */
  @Test
  @MachineTest
  void promtoolParsesEveryQuery(@TempDir Path folder) throws IOException {
    TestRequirements.tools("promtool");
    StringBuilder rules = new StringBuilder("groups:\n- name: runbooks\n  rules:\n");
    List<String> all = new ArrayList<>();
    for (Path runbook : runbooks()) {
      all.addAll(queries(runbook));
    }
    for (int number = 0; number < all.size(); number++) {
      rules
          .append("  - record: query:")
          .append(number)
          .append("\n    expr: |\n")
          .append(all.get(number).indent(6));
    }
    Path file = Files.writeString(folder.resolve("queries.yaml"), rules);
    ProgramRun.ExitResult ending =
        ProgramRun.run(
            folder, "", List.of("promtool", "check", "rules", "--lint=none", file.toString()));
    assertEquals(0, ending.status(), ending.output());
  }

  @Test
  void everyQueryReadsMetricsThatThereAre() throws IOException {
    Set<String> records =
        Rule.all().stream()
            .filter(rule -> !rule.isAlert())
            .map(Rule::name)
            .collect(Collectors.toSet());
    String documented = Files.readString(Folder.root().resolve("docs/metrics.md"));
    for (Path runbook : runbooks()) {
      for (String query : queries(runbook)) {
        for (String metric : Expression.of(query).metrics().keySet()) {
          boolean known =
              records.contains(metric)
                  || documented.contains("`" + metric.replaceFirst("_bucket$", "") + "`")
                  || Stream.of("up", "scrape_duration_seconds", "process_cpu_seconds_total")
                      .anyMatch(metric::equals);
          assertTrue(known, name(runbook) + " " + metric);
        }
      }
    }
  }
}
