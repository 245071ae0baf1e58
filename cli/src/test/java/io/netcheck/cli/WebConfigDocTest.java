// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.settings.SettingProblem;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.daemon.web.ServingConfig;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.ProgramRun;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/web-config.md} shows files that are good, and has every field that the code has. */
@MachineTest
class WebConfigDocTest {
  private static final Pattern EXAMPLE = Pattern.compile("(?s)```yaml\n(.*?)```");
  private static final Pattern FIELD =
      Pattern.compile("(?m)^\\| (`[a-z0-9_]+`(?:, `[a-z0-9_]+`)*) \\|");

  @TempDir private Path folder;

  private static String page() throws IOException {
    return Files.readString(
        Path.of(System.getProperty("netcheck.root", ".."), "docs", "web-config.md"));
  }

  private List<SettingProblem> problems(String config) throws IOException {
    Path file = Files.writeString(folder.resolve("web.yml"), config);
    Settings settings =
        new Settings(ServingConfig.SETTINGS, Map.of(), List.of("--web.config.file=" + file));
    ServingConfig.read(settings);
    return settings.problems();
  }

  @Test
  void everyExampleIsGood() throws IOException {
    TestRequirements.tools("openssl", "promtool");
    Certificates certificates = new Certificates(folder);
    Files.copy(Path.of(certificates.ca()), folder.resolve("ca.pem"));
    Files.copy(Path.of(certificates.of("server", "cert")), folder.resolve("server.pem"));
    Files.copy(Path.of(certificates.of("server", "key")), folder.resolve("server.key"));
    List<String> examples = EXAMPLE.matcher(page()).results().map(it -> it.group(1)).toList();
    assertFalse(examples.isEmpty());
    for (String example : examples) {
      assertEquals(List.of(), problems(example), example);
      // A limit on requests is newer than Debian's promtool.
      if (!example.contains("rate_limit")) {
        String file = folder.resolve("web.yml").toString();
        assertTrue(
            ProgramRun.output(List.of("promtool", "check", "web-config", file))
                .contains("SUCCESS"));
      }
    }
  }

  @Test
  void everyFieldIsInThePage() throws IOException {
    TreeSet<String> documented = new TreeSet<>();
    FIELD
        .matcher(page())
        .results()
        .map(MatchResult::group)
        .forEach(cell ->
            Pattern.compile("[a-z0-9_]+")
                .matcher(cell)
                .results()
                .forEach(word -> documented.add(word.group())));
    TreeSet<String> known = new TreeSet<>();
    for (String section : List.of("tls_server_config", "http_server_config", "rate_limit")) {
      String problem = problems(section + ":\n  nothing: 1\n").toString();
      String list = problem.substring(problem.indexOf("one of ") + 7, problem.lastIndexOf(')'));
      known.addAll(List.of(list.split(", ")));
    }
    assertEquals(known, documented);
  }
}
