// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A requirement of a test to the machine. Without it the test is skipped; in CI it fails. */
public final class TestRequirements {
  private TestRequirements() {}

  /** Programs in the PATH or in Debian's folders for programs of root. */
  public static void tools(String... names) {
    for (String name : names) {
      that(
          Stream.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":", -1))
              .anyMatch(folder -> Files.isExecutable(Path.of(folder, name))),
          name + " is not installed");
    }
  }

  public static void root() {
    that("root".equals(System.getProperty("user.name")), "not root");
  }

  /**
   * @param otherwise the message if the requirement is not met
   */
  public static void that(boolean fulfilled, String otherwise) {
    if (fulfilled) {
      return;
    }
    if ("true".equalsIgnoreCase(System.getenv("CI"))) {
      throw new AssertionError(otherwise + ", and in CI nothing is skipped");
    }
    abort(otherwise);
  }
}
