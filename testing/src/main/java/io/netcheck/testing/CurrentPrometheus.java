// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The programs of the current release of Prometheus, which {@code ./test} builds with Go. */
public final class CurrentPrometheus {
  /** The line in {@code ./test} that names the release. */
  private static final Pattern RELEASE = Pattern.compile("(?m)^prometheus=(v[0-9.]+)$");

  private CurrentPrometheus() {}

  /**
   * Where it is built.
   *
   * @param name {@code prometheus} or {@code promtool}
   */
  public static Path program(String name) {
    Path cache =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .filter(folder -> !folder.isEmpty())
            .map(Path::of)
            .orElse(Path.of(System.getProperty("user.home"), ".cache"));
    return cache.resolve("netcheck/prometheus-" + release()).resolve(name);
  }

  private static String release() {
    Path script = Path.of(System.getProperty("netcheck.root", ".."), "test");
    try {
      Matcher release = RELEASE.matcher(Files.readString(script));
      if (!release.find()) {
        throw new IllegalStateException("./test names no release of Prometheus");
      }
      return release.group(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Skips the test if it is not there. */
  public static void require() {
    TestRequirements.that(
        Files.isExecutable(program("prometheus")),
        "the current Prometheus is not installed: ./test builds it with Go");
  }
}
