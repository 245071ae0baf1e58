// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each fault in {@code docs/reliability.md} names tests that exist and run. */
class ReliabilityDocTest {
  private static final Page PAGE = Page.of("docs/reliability.md");
  private static final int PROMISED_FAULTS = 25;
  private static final Pattern SUPERCLASS = Pattern.compile("class \\w+ extends (\\w+)");

  /** The cells of the rows of all tables: fault, what an operator sees, loss, time, tests. */
  private static List<List<String>> rows() {
    return PAGE.text()
        .lines()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| fault |"))
        .map(line -> List.of(line.substring(2, line.length() - 2).split(" \\| ", -1)))
        .toList();
  }

  @Test
  void thereAreAsManyFaultsAsPromised() {
    Set<String> faults = new TreeSet<>();
    for (List<String> row : rows()) {
      assertEquals(5, row.size(), row::toString);
      assertTrue(row.stream().noneMatch(String::isBlank), row::toString);
      assertTrue(faults.add(row.getFirst()), () -> "there twice: " + row.getFirst());
    }
    assertTrue(faults.size() >= PROMISED_FAULTS, () -> faults.size() + " faults");
  }

  @Test
  void everyTestExists() throws IOException {
    Map<String, List<String>> sources = testSources();
    List<String> missing = new ArrayList<>();
    for (List<String> row : rows()) {
      List<String> tests = Page.words(row.getLast());
      assertTrue(!tests.isEmpty(), row::toString);
      for (String test : tests) {
        int dot = test.indexOf('.');
        assertTrue(dot > 0, () -> test + " is not CLASS.METHOD");
        if (!isTest(sources, test.substring(0, dot), test.substring(dot + 1))) {
          missing.add(test);
        }
      }
    }
    assertEquals(List.of(), missing);
  }

  /** Whether a class of this name, or the one that it extends, has this test. */
  private static boolean isTest(Map<String, List<String>> sources, String name, String method) {
    return sources.getOrDefault(name, List.of()).stream()
        .anyMatch(source -> {
          int at = source.indexOf(" void " + method + "(");
          if (at >= 0) {
            // A blank line is before each method, and its annotations are after it.
            String marks = source.substring(source.lastIndexOf("\n\n", at), at);
            return marks.contains("@Test") || marks.contains("@ParameterizedTest");
          }
          Matcher parent = SUPERCLASS.matcher(source);
          return parent.find() && isTest(sources, parent.group(1), method);
        });
  }

  /** The sources of all tests of all modules, by the name of their class. */
  private static Map<String, List<String>> testSources() throws IOException {
    Map<String, List<String>> sources = new HashMap<>();
    for (Path module : modules()) {
      try (Stream<Path> files = Files.walk(module.resolve("src/test/java"))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          String name = file.getFileName().toString().replaceFirst("\\.java$", "");
          sources.computeIfAbsent(name, _ -> new ArrayList<>()).add(Files.readString(file));
        }
      }
    }
    return sources;
  }

  private static List<Path> modules() throws IOException {
    try (Stream<Path> folders = Files.list(Page.root())) {
      return folders.filter(folder -> Files.isDirectory(folder.resolve("src/test/java"))).toList();
    }
  }
}
