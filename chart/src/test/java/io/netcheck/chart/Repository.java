// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Finds files in the repository. */
final class Repository {
  private Repository() {}

  /** A path below the root folder, which the build sets. */
  static Path at(String path) {
    String root = System.getProperty("netcheck.root");
    if (root == null) {
      throw new IllegalStateException("run by Maven, or with -Dnetcheck.root=<the repository>");
    }
    return Path.of(root).resolve(path);
  }

  /** The version of this build, as Maven passes it to the tests. */
  static String version() {
    return Objects.requireNonNull(System.getProperty("netcheck.version"), "run by Maven");
  }

  static Path chart() {
    return at("chart/netcheck");
  }

  static String read(String path) {
    try {
      return Files.readString(at(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Path> files(String folder, String ending) {
    try (Stream<Path> files = Files.list(at(folder))) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Compares a generated file with the expected text, or writes it with -Dnetcheck.docs.write=true.
   */
  static void check(String path, String expected) throws IOException {
    if (Boolean.getBoolean("netcheck.docs.write")) {
      Files.createDirectories(at(path).getParent());
      Files.writeString(at(path), expected);
    }
    assertEquals(
        expected,
        Files.exists(at(path)) ? read(path) : "",
        path + " is made from the chart; write it anew with -Dnetcheck.docs.write=true");
  }
}
