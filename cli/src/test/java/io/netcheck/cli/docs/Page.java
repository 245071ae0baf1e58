// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One page of the documentation: its sections, its tables, its blocks of code. */
record Page(Path path, String text) {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final String FENCE = "```";

  /** The root of the repository; the build says where it is. */
  static Path root() {
    String root = System.getProperty("netcheck.root");
    if (root == null) {
      throw new IllegalStateException("run by Maven, or with -Dnetcheck.root=<the repository>");
    }
    return Path.of(root);
  }

  /** The page at a path below the root. */
  static Page of(String path) {
    return of(root().resolve(path));
  }

  static Page of(Path path) {
    try {
      return new Page(path, Files.readString(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From the heading {@code title} to the next one of its level or a higher one. */
  Page section(String title) {
    List<String> section = new ArrayList<>();
    int level = 0;
    for (String line : text.lines().toList()) {
      int its = level(line);
      if (level == 0 && its > 0 && line.substring(its).strip().equals(title)) {
        level = its;
      } else if (level > 0 && its > 0 && its <= level) {
        break;
      } else if (level > 0) {
        section.add(line);
      }
    }
    if (level == 0) {
      throw new AssertionError(path.getFileName() + " has no section " + title);
    }
    return new Page(path, String.join("\n", section));
  }

  private static int level(String line) {
    int level = 0;
    while (level < line.length() && line.charAt(level) == '#') {
      level++;
    }
    return level > 0 && line.startsWith(" ", level) ? level : 0;
  }

  /**
   * Compares the part between two markers with what a test makes of the code, or writes it.
   *
   * @param part as the markers name it
   * @param test that writes it
   */
  void generated(String part, String expected, String test) throws IOException {
    String begin = "<!-- begin: " + part + " -->\n";
    String end = "<!-- end: " + part + " -->\n";
    int from = text.indexOf(begin) + begin.length();
    int to = text.indexOf(end);
    assertTrue(from >= begin.length() && to >= from, "the markers are missing: " + part);
    if (Boolean.getBoolean("netcheck.docs.write")) {
      Files.writeString(path, text.substring(0, from) + expected + text.substring(to));
      return;
    }
    assertEquals(
        expected,
        text.substring(from, to),
        "write it anew with -Dtest=" + test + " -Dnetcheck.docs.write=true");
  }

  /** The cells of all rows of all tables that begin with a word in code. */
  List<List<String>> rows() {
    return text.lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> Arrays.stream(line.substring(1).split("\\|", -1)).map(String::strip).toList())
        .toList();
  }

  /** The blocks of code in one language. */
  List<String> blocks(String language) {
    List<String> blocks = new ArrayList<>();
    List<String> block = new ArrayList<>();
    boolean inside = false;
    boolean wanted = false;
    for (String line : text.lines().toList()) {
      if (line.startsWith(FENCE)) {
        if (inside && wanted) {
          blocks.add(String.join("\n", block));
        }
        block.clear();
        wanted = !inside && line.equals(FENCE + language);
        inside = !inside;
      } else if (inside) {
        block.add(line);
      }
    }
    return blocks;
  }

  /** All words in code in {@code cell}. */
  static List<String> words(String cell) {
    List<String> words = new ArrayList<>();
    Matcher matcher = CODE.matcher(cell);
    while (matcher.find()) {
      words.add(matcher.group(1));
    }
    return words;
  }

  /** The first word in code in {@code cell}. */
  static String word(String cell) {
    return Optional.of(words(cell))
        .filter(words -> !words.isEmpty())
        .map(List::getFirst)
        .orElseThrow(() -> new AssertionError("no word in code: " + cell));
  }
}
