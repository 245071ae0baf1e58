// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds the files of the alerts in the repository. */
public final class Folder {
  private Folder() {}

  /** The root folder of the repository, which the build sets. */
  public static Path root() {
    String root = System.getProperty("netcheck.root");
    if (root == null) {
      throw new IllegalStateException("run by Maven, or with -Dnetcheck.root=<the repository>");
    }
    return Path.of(root);
  }

  static Path alerts() {
    return root().resolve("alerts");
  }

  /** The rule files. */
  public static List<Path> rules() {
    return files("rules", ".yaml");
  }

  static List<Path> files(String folder, String ending) {
    try (Stream<Path> files = Files.list(alerts().resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
