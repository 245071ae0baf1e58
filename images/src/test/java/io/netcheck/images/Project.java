// SPDX-License-Identifier: Apache-2.0
package io.netcheck.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Finds the parts of this clone. */
public final class Project {
  public static final Path ROOT =
      Path.of(System.getProperty("netcheck.root", "..")).toAbsolutePath().normalize();

  static final List<String> PROGRAMS = List.of("agent", "exporter");

  private Project() {}

  /** The version of this build, as Maven passes it to the tests. */
  static String version() {
    return Objects.requireNonNull(System.getProperty("netcheck.version"), "run by Maven");
  }

  static Path jar(String program) {
    return built(target(program).resolve("netcheck-" + program + ".jar"));
  }

  /** The libraries of a program, sorted by name. */
  static List<Path> libraries(String program) throws IOException {
    try (Stream<Path> files = Files.list(built(target(program).resolve("lib")))) {
      return files.sorted().toList();
    }
  }

  static Path sbom(String program) {
    return built(target(program).resolve("netcheck-" + program + ".cdx.json"));
  }

  /** Where Maven builds a program. */
  static Path target(String program) {
    return target(ROOT, program);
  }

  /** The same in another copy of the sources. */
  static Path target(Path root, String program) {
    return root.resolve(program.equals("exporter") ? "server" : program).resolve("target");
  }

  static Path tarball() {
    return built(ROOT.resolve("images/target/netcheck-" + version() + "-linux.tar.gz"));
  }

  /** The words in the value of a launcher variable. */
  static List<String> launcherFlags(String variable) throws IOException {
    return Files.readAllLines(ROOT.resolve("netcheck")).stream()
        .filter(line -> line.startsWith(variable + "=\"") && line.endsWith("\""))
        .map(line -> line.substring(variable.length() + 2, line.length() - 1))
        .map(words -> List.of(words.split(" ", -1)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the launcher has no " + variable));
  }

  private static Path built(Path path) {
    if (!Files.exists(path)) {
      throw new IllegalStateException(
          path + " is missing: build with mvn -B -pl agent,server -am -DskipTests package");
    }
    return path;
  }
}
