// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.lab.cluster.LabPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The tables in {@code docs/lab.md} that are written from the code. */
public final class LabPage {
  private LabPage() {}

  /**
   * Compares a table of the page, or writes it.
   *
   * @param name of the comments around it
   * @param test that compares it
   */
  public static void has(String table, String name, Class<?> test) throws IOException {
    Path file = LabPlan.projectRoot().resolve("docs/lab.md");
    String page = Files.readString(file);
    String opening = "<!-- begin: " + name + " -->\n";
    int begin = page.indexOf(opening) + opening.length();
    int end = page.indexOf("<!-- end: " + name + " -->\n");
    if (Boolean.getBoolean("netcheck.docs.write")) {
      Files.writeString(file, page.substring(0, begin) + table + page.substring(end));
    } else {
      assertEquals(
          table,
          page.substring(begin, end),
          "to generate it: -Dtest=" + test.getSimpleName() + " -Dnetcheck.docs.write=true");
    }
  }
}
