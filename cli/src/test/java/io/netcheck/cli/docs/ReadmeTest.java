// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.report.Report;
import io.netcheck.report.ReportStatus;
import io.netcheck.report.TextReport;
import io.netcheck.report.TextStyle;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README tells a person to type exists, and what it shows is what they will see. */
class ReadmeTest {
  private static final Pattern COMMAND = Pattern.compile("\\./netcheck ([a-z-]+)([^\\n`|&#]*)");
  private static final Pattern FLAG = Pattern.compile("(?<= )--[a-z-]+");
  private static final List<String> PAGES =
      List.of("README.md", "CONTRIBUTING.md", "docs/operations.md", "docs/configuration.md");

  @Test
  @MachineTest
  void everyCommandAndFlagInThePagesExists() throws IOException, InterruptedException {
    Set<String> known = launcherCommands();
    Map<String, Set<String>> used = new TreeMap<>();
    for (String path : PAGES) {
      Matcher matcher = COMMAND.matcher(Page.of(path).text().replace("\\\n", " "));
      while (matcher.find()) {
        Set<String> flags = used.computeIfAbsent(matcher.group(1), _ -> new TreeSet<>());
        FLAG.matcher(matcher.group(2)).results().forEach(flag -> flags.add(flag.group()));
      }
    }
    assertTrue(known.containsAll(used.keySet()), known + " does not contain " + used.keySet());
    assertTrue(used.keySet().containsAll(Set.of("demo", "agent", "exporter", "report")));
    for (Map.Entry<String, Set<String>> command : used.entrySet()) {
      if (!command.getValue().isEmpty()) {
        Set<String> unknown = new TreeSet<>(command.getValue());
        unknown.removeAll(Commands.flags(command.getKey()));
        assertEquals(Set.of(), unknown, "flags of " + command.getKey());
      }
    }
  }

  private static Set<String> launcherCommands() {
    Set<String> commands = new HashSet<>();
    Matcher matcher =
        Pattern.compile("(?m)^  netcheck ([a-z-]+)  ").matcher(Page.of("netcheck").text());
    while (matcher.find()) {
      commands.add(matcher.group(1));
    }
    assertFalse(commands.isEmpty());
    return commands;
  }

  @Test
  void theTwoCommandsCanBeRun() {
    for (String command : List.of("netcheck", "test")) {
      Path path = Page.root().resolve(command);
      assertTrue(Files.isExecutable(path), path.toString());
      assertTrue(Page.of("README.md").text().contains("./" + command));
    }
  }

  @Test
  void theExcerptLooksAsTheReportLooks() {
    List<String> real = TextReport.of(fullReport(), TextStyle.PLAIN).lines().toList();
    List<String> shown =
        Page.of("README.md").blocks("text").stream()
            .filter(block -> block.contains("  netcheck "))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no excerpt of a report"))
            .lines()
            .toList();
    List<String> wanted = new ArrayList<>(headings(real));
    wanted.retainAll(headings(shown));
    assertEquals(wanted, headings(shown));
    assertTrue(wanted.contains("Faults"));
    assertEquals(words(real, "  network "), words(shown, "  network "));
    assertTrue(
        shown.getFirst().matches("[A-Z]+  netcheck \\S+ demo  \\S+Z"),
        "the first line is not as " + real.getFirst());
  }

  private static List<String> headings(List<String> lines) {
    List<String> headings = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i - 1).isEmpty() && !lines.get(i).isEmpty()) {
        headings.add(lines.get(i));
      }
    }
    return headings;
  }

  private static List<String> words(List<String> lines, String start) {
    return lines.stream()
        .filter(line -> line.startsWith(start))
        .findFirst()
        .map(line -> List.of(line.strip().split(" +")))
        .orElseThrow(() -> new AssertionError("no line begins with " + start));
  }

  /** One with every section that there is. */
  private static Report fullReport() {
    String time = "2026-01-01T00:00:00Z";
    Report.Counts counts = new Report.Counts(2, 1, 1, 0);
    Report.Observers observers = new Report.Observers(1, 1, 0);
    return new Report(
        Report.SCHEMA,
        1,
        time,
        "0.1.0",
        "demo",
        ReportStatus.DEGRADED,
        "A summary.",
        new Report.Clients(2, 0, 0, 0, 0, 2, Map.of("0.1.0", 2), List.of(), List.of()),
        List.of(
            new Report.NetworkRow(
                "host", counts, 0.5, new Report.Rtt(0.001, 0.001, 0.001), 0.0, List.of(), null)),
        List.of(
            new Report.FaultRow(
                "link_down",
                "warning",
                "a -> b",
                "host",
                "all",
                "all",
                null,
                null,
                "a",
                "b",
                1.0,
                time,
                time,
                List.of("evidence"),
                List.of("not node b: others reach it"),
                0.8,
                "A hint.")),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(
            new Report.ServiceRow(
                "web", "http", null, observers, 0.001, 0, null, "status", List.of("a"))),
        List.of(
            new Report.DnsRow(
                "10.0.0.10:53", "udp", "web", observers, 0.001, "timeout", List.of("a"))),
        List.of(
            new Report.LinkRow(
                "a",
                "b",
                "",
                "",
                "host",
                "ipv4",
                "down",
                null,
                List.of(new Report.ProbeRow("icmp", "timeout")),
                time,
                null,
                null)),
        0,
        List.of(),
        null,
        null);
  }
}
