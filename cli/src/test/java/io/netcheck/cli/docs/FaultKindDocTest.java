// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.verdict.FaultKind;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/operations.md} and {@code docs/report.schema.json} have the fault kinds of {@link
 * FaultKind}. To write them again: {@code mvn -B -pl cli -am test -Dtest=FaultKindDocTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dnetcheck.docs.write=true}.
 */
class FaultKindDocTest {
  private static final String HINT =
      "write it again with -Dtest=FaultKindDocTest -Dnetcheck.docs.write=true";

  @Test
  void operationsExplainEveryKindInTheWordsOfTheCode() throws IOException {
    check(
        "docs/operations.md",
        Pattern.compile("(?s)(?<=<!-- begin: fault kinds -->\n).*?(?=<!-- end: fault kinds -->\n)"),
        Arrays.stream(FaultKind.values())
            .map(FaultKindDocTest::section)
            .collect(Collectors.joining()));
  }

  @Test
  void theSchemaOfTheReportHasEveryKind() throws IOException {
    check(
        "docs/report.schema.json",
        Pattern.compile(
            "(?s)(?<=\"kind\": \\{\n {10}\"enum\": \\[\n)[^\\]]*cluster_split.*?(?= {10}\\])"),
        Arrays.stream(FaultKind.values())
                .map(kind -> "            \"" + kind.label() + "\"")
                .collect(Collectors.joining(",\n"))
            + "\n");
  }

  private static void check(String path, Pattern part, String expected) throws IOException {
    Page page = Page.of(path);
    Matcher found = part.matcher(page.text());
    assertTrue(found.find(), path + " has no place for the fault kinds");
    if (Boolean.getBoolean("netcheck.docs.write")) {
      Files.writeString(
          page.path(),
          page.text().substring(0, found.start()) + expected + page.text().substring(found.end()));
      return;
    }
    assertEquals(expected, found.group(), path + ": " + HINT);
  }

  private static String section(FaultKind kind) {
    FaultKind.Guide guide = kind.guide();
    StringBuilder section = new StringBuilder("\n### " + kind.label() + "\n\n" + guide.subject());
    section.append("\n- **Sentence:** \"").append(kind.sentence("SUBJECT")).append("\"\n");
    section.append("- **Severity:** ").append(kind.severity()).append('\n');
    if (kind.patience().isPositive()) {
      section
          .append("- **Shown after:** ")
          .append(kind.patience().toSeconds())
          .append(" s, if it lasts so long\n");
    }
    item(section, "Meaning", guide.meaning());
    item(section, "Evidence", guide.evidence());
    item(section, "Usual causes", guide.causes());
    item(
        section,
        "First check",
        guide
            .check()
            .lines()
            .filter(line -> !line.startsWith("$ "))
            .collect(Collectors.joining("\n")));
    section.append("\n  ```sh\n");
    guide
        .check()
        .lines()
        .filter(line -> line.startsWith("$ "))
        .forEach(line -> section.append("  ").append(line.substring(2)).append('\n'));
    section.append("  ```\n\n").append("- **Alerts:** ").append(alerts(kind)).append("\n");
    return section.toString();
  }

  /** One sentence a line, as everywhere in the documentation. */
  private static void item(StringBuilder section, String title, String text) {
    section.append("- **").append(title).append(":** ");
    section.append(text.strip().replace("\n", "\n  ")).append('\n');
  }

  private static String alerts(FaultKind kind) {
    return kind.alerts().isEmpty()
        ? "none. Alert on `netcheck_fault{kind=\"" + kind.label() + "\"}` if you need one."
        : kind.alerts().stream()
            .map(alert -> "[" + alert + "](../alerts/runbooks/" + alert + ".md)")
            .collect(Collectors.joining(", "));
  }
}
