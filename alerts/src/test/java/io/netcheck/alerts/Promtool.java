// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts;

import io.netcheck.testing.ProgramRun;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A promtool. The rules have to pass with Debian's, which is 2.42, and with that of the current
 * release, because ranges changed in Prometheus 3.0.
 */
public enum Promtool {
  DEBIAN,
  CURRENT;

  private Path program() {
    return this == DEBIAN ? Path.of("promtool") : current();
  }

  /** The line in {@code ./test} that names the current release. */
  private static final Pattern RELEASE = Pattern.compile("(?m)^prometheus=(v[0-9.]+)$");

  /** Where {@code ./test} builds it. */
  private static Path current() {
    Matcher release;
    try {
      release = RELEASE.matcher(Files.readString(Folder.root().resolve("test")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!release.find()) {
      throw new IllegalStateException("./test names no release of Prometheus");
    }
    Path cache =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .filter(folder -> !folder.isEmpty())
            .map(Path::of)
            .orElse(Path.of(System.getProperty("user.home"), ".cache"));
    return cache.resolve("netcheck/promtool-" + release.group(1) + "/promtool");
  }

  /** Skips the test if this promtool is not there. */
  public void require() {
    if (this == DEBIAN) {
      TestRequirements.tools("promtool");
    } else {
      TestRequirements.that(
          Files.isExecutable(current()),
          "the current promtool is not installed: ./test builds it with Go");
    }
  }

  /** Runs it in {@code folder}. */
  public ProgramRun.ExitResult run(Path folder, List<String> arguments) throws IOException {
    require();
    List<String> command = new ArrayList<>(List.of(program().toString()));
    command.addAll(arguments);
    return ProgramRun.run(folder, "", command);
  }
}
