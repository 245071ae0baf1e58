// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links within the repository lead somewhere, to the headings within the pages too. */
class LinksTest {
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

  @Test
  void everyLinkWithinTheRepositoryLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    List<Path> pages = pages();
    assertFalse(pages.isEmpty());
    for (Path path : pages) {
      Matcher matcher = LINK.matcher(Files.readString(path));
      while (matcher.find()) {
        String target = matcher.group(1);
        if (!target.contains("://") && !leadsSomewhere(path, target)) {
          broken.add(Page.root().relativize(path) + " -> " + target);
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> top = Files.list(Page.root());
        Stream<Path> docs = Files.walk(Page.root().resolve("docs"))) {
      return Stream.concat(top, docs).filter(path -> path.toString().endsWith(".md")).toList();
    }
  }

  private static boolean leadsSomewhere(Path from, String target) throws IOException {
    int hash = target.indexOf('#');
    String file = hash < 0 ? target : target.substring(0, hash);
    Path to = file.isEmpty() ? from : from.resolveSibling(file).normalize();
    if (!Files.exists(to)) {
      return false;
    }
    return hash < 0
        || Files.readString(to)
            .lines()
            .filter(line -> line.startsWith("#"))
            .anyMatch(line -> anchor(line).equals(target.substring(hash + 1)));
  }

  /** How the hosting platforms make an anchor of a heading. */
  private static String anchor(String heading) {
    return heading
        .replaceFirst("^#+ ", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}_ -]", "")
        .replace(' ', '-');
  }
}
