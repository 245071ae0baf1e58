// SPDX-License-Identifier: Apache-2.0
package io.netcheck.dashboards;

import io.netcheck.testing.ProgramRun;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Runs {@code schema/check.mjs}: the types of Grafana and the grammar of Prometheus, for Node. */
final class Checker {
  private static final Path FOLDER = Dashboard.folder().resolve("schema");

  private Checker() {}

  /** Installs its packages, once for each lock file. */
  static synchronized void require() throws IOException, InterruptedException {
    TestRequirements.tools("node", "npm");
    if (isOlderThanTheLock(FOLDER.resolve("node_modules/.package-lock.json"))) {
      Optional<String> problem = install();
      TestRequirements.that(problem.isEmpty(), "npm ci: " + problem.orElse(""));
    }
  }

  private static boolean isOlderThanTheLock(Path installed) throws IOException {
    return !Files.exists(installed)
        || Files.getLastModifiedTime(installed)
                .compareTo(Files.getLastModifiedTime(FOLDER.resolve("package-lock.json")))
            < 0;
  }

  private static Optional<String> install() throws InterruptedException {
    try {
      ProgramRun.output(FOLDER, "", List.of("npm", "ci", "--no-audit", "--no-fund"));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** The problems that it prints, one per line. */
  static List<String> problems(String input, String what, Stream<String> files)
      throws IOException, InterruptedException {
    List<String> command = Stream.concat(Stream.of("node", "check.mjs", what), files).toList();
    return ProgramRun.output(FOLDER, input, command).lines().toList();
  }
}
