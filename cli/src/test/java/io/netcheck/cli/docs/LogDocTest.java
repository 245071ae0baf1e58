// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/logging.md} has every line that the shipped code logs. */
class LogDocTest {
  private static final Set<String> NOT_SHIPPED = Set.of("bench", "lab", "testing");

  /** Keys of each line, which a value would put there twice. */
  private static final Set<String> RESERVED =
      Set.of("time", "level", "logger", "msg", "error", "stack", "left_out");

  private static final String TEXT = "\"(?:[^\"\\\\]|\\\\.)*\"";

  /** The level and the pattern, which can consist of several texts and of names between them. */
  private static final Pattern CALL =
      Pattern.compile(
          "\\bLOG\\.(info|warn|error)\\(\\s*(TEXT(?:\\s*\\+\\s*(?:TEXT|\\w+))*)"
              .replace("TEXT", TEXT));

  /** The same where the fields are given as pairs. */
  private static final Pattern FLUENT =
      Pattern.compile(
          "\\bLOG\\.at(Info|Warn|Error)\\(\\)[^;]*?\\.log\\((TEXT)".replace("TEXT", TEXT));

  private static final Pattern NAME = Pattern.compile("\\s*\\+\\s*(\\w+)");
  private static final Pattern KEY = Pattern.compile("(?:^| )([a-z][a-z0-9_]*)=");

  private record Line(String level, String logger, String pattern) {
    List<String> keys() {
      List<String> keys = new ArrayList<>();
      Matcher key = KEY.matcher(pattern);
      while (key.find()) {
        keys.add(key.group(1));
      }
      return keys;
    }

    String words() {
      Matcher key = KEY.matcher(pattern);
      return key.find() ? pattern.substring(0, key.start()) : pattern;
    }

    String row() {
      List<String> keys = keys().stream().map(key -> "`" + key + "`").toList();
      return "| `%s` | %s | `%s` |%s |\n"
          .formatted(words(), level, logger, keys.isEmpty() ? "" : " " + String.join(", ", keys));
    }
  }

  private static List<Line> lines() throws IOException {
    List<Line> lines = new ArrayList<>();
    try (Stream<Path> modules = Files.list(Page.root())) {
      for (Path module : modules.sorted().toList()) {
        Path sources = module.resolve("src/main/java");
        if (Files.isDirectory(sources) && !NOT_SHIPPED.contains(module.getFileName().toString())) {
          try (Stream<Path> files = Files.walk(sources)) {
            files
                .filter(file -> file.toString().endsWith(".java"))
                .forEach(file -> lines.addAll(in(file)));
          }
        }
      }
    }
    return lines;
  }

  private static List<Line> in(Path file) {
    try {
      String text = Files.readString(file);
      String logger = file.getFileName().toString().replace(".java", "");
      List<Line> lines = new ArrayList<>();
      for (Pattern pattern : List.of(CALL, FLUENT)) {
        Matcher call = pattern.matcher(text);
        while (call.find()) {
          lines.add(
              new Line(call.group(1).toLowerCase(Locale.ROOT), logger, joined(call.group(2))));
        }
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Texts become one; a name between them is a value. */
  private static String joined(String parts) {
    return NAME.matcher(parts.replaceAll("\"\\s*\\+\\s*\"", ""))
        .replaceAll("{}")
        .replaceAll("\"\\{\\}\\s*\\+\\s*\"", "{}")
        .replaceAll("(?<!\\\\)\"", "")
        .replace("\\\"", "\"");
  }

  @Test
  void thePageHasEveryLine() throws IOException {
    Set<String> rows = new TreeSet<>();
    lines().forEach(line -> rows.add(line.row()));
    Page.of("docs/logging.md")
        .generated(
            "log lines",
            "| `msg` | level | logger | fields |\n|---|---|---|---|\n" + String.join("", rows),
            "LogDocTest");
  }

  @Test
  void aLineIsWordsAndThenFields() throws IOException {
    List<Line> lines = lines();
    assertFalse(lines.isEmpty());
    for (Line line : lines) {
      assertFalse(line.words().isEmpty(), line::toString);
      assertEquals(
          "",
          line.pattern()
              .substring(line.words().length())
              .replaceAll(" [a-z][a-z0-9_]*=(\"[^\"]*\"|[^ \"]+)", ""),
          line::toString);
      assertEquals(
          line.keys().size(), Set.copyOf(line.keys()).size(), () -> line + " has a key twice");
      line.keys().forEach(key -> assertFalse(RESERVED.contains(key), line::toString));
    }
  }
}
