// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.daemon.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A wrong token file is named before the start, without what it contains. */
class WebTokenFileTest {
  @TempDir private Path folder;

  private static List<String> problems(Path file) {
    Settings settings =
        new Settings(
            ServingConfig.SETTINGS, Map.of("NETCHECK_WEB_TOKEN_FILE", "" + file), List.of());
    ServingConfig read = ServingConfig.read(settings);
    List<String> problems = settings.problems().stream().map(Object::toString).toList();
    assertEquals(problems.isEmpty() ? Optional.of(file) : Optional.empty(), read.tokenFile());
    return problems;
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("token"), text);
  }

  @Test
  void oneOrTwoTokensAreGood() throws IOException {
    assertEquals(List.of(), problems(file("0123456789abcdef")));
    assertEquals(List.of(), problems(file("0123456789abcdef\n\n  fedcba9876543210==  \n")));
  }

  @Test
  void anythingElseIsAnErrorThatSaysWhatIsExpected() throws IOException {
    String notOne = ": a line is no token of at least 16 letters, digits and -._~+/";
    assertProblem(file("0123456789abcde"), notOne);
    assertProblem(file("0123456789 abcdef"), notOne);
    assertProblem(file("================="), notOne);
    assertProblem(file("a".repeat(9_000)), notOne);
    assertProblem(file(""), ": it has 0 tokens where one or two are expected");
    assertProblem(
        file("0123456789abcdef\n".repeat(3)), ": it has 3 tokens where one or two are expected");
    assertProblem(folder.resolve("nothing"), " is not there");
  }

  private static void assertProblem(Path file, String problem) {
    assertEquals(
        List.of(
            "NETCHECK_WEB_TOKEN_FILE="
                + file
                + ": expected a file with a token, or with two on two lines ("
                + file
                + problem
                + ")"),
        problems(file));
  }
}
