// SPDX-License-Identifier: Apache-2.0
package io.netcheck.images;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.testing.Program;
import io.netcheck.testing.Required;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A second build of the same sources by the same Maven, in another folder, gives the same bytes:
 * jars, libraries, bills of materials. Not offline, for the latter are then left out.
 */
class ReproducibleTest {
  @Test
  void anotherBuildGivesTheSameBytes(@TempDir Path elsewhere)
      throws IOException, NoSuchAlgorithmException {
    Required.tools("mvn");
    for (String part :
        Program.output(
                Project.ROOT,
                "",
                List.of("git", "ls-files", "--cached", "--others", "--exclude-standard"))
            .lines()
            .filter(file ->
                file.endsWith("pom.xml")
                    || file.startsWith(".mvn/")
                    || file.matches("(testing|protocol|daemon|agent|exporter)/src/main/.*"))
            .toList()) {
      Path from = Project.ROOT.resolve(part);
      if (Files.exists(from)) {
        Files.createDirectories(elsewhere.resolve(part).getParent());
        Files.copy(from, elsewhere.resolve(part));
      }
    }

    Program.output(
        Project.ROOT,
        "",
        List.of(
            "env",
            "JAVA_HOME=" + System.getProperty("netcheck.maven.java"),
            "mvn",
            "-B",
            "-q",
            "-f",
            elsewhere.toString(),
            "-pl",
            "agent,exporter",
            "-am",
            "-Dmaven.test.skip=true",
            "-Dnetcheck.revision=" + revision(),
            "package"));

    assertEquals(digests(Project.ROOT), digests(elsewhere));
  }

  /** That of the first build; it stands in the daemon's jar. */
  private static String revision() throws IOException {
    return Files.readAllLines(
            Project.ROOT.resolve("daemon/target/classes/io/netcheck/daemon/build.properties"))
        .stream()
        .filter(line -> line.startsWith("revision="))
        .map(line -> line.substring("revision=".length()))
        .findFirst()
        .orElse("unknown");
  }

  private static Map<String, String> digests(Path root)
      throws IOException, NoSuchAlgorithmException {
    Map<String, String> digests = new TreeMap<>();
    for (String program : Project.PROGRAMS) {
      Path target = root.resolve(program).resolve("target");
      try (Stream<Path> libraries = Files.list(target.resolve("lib"))) {
        for (Path file :
            Stream.concat(
                    libraries,
                    Stream.of(
                        target.resolve("netcheck-" + program + ".jar"),
                        target.resolve("netcheck-" + program + ".cdx.json")))
                .toList()) {
          byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
          digests.put(program + "/" + target.relativize(file), HexFormat.of().formatHex(digest));
        }
      }
    }
    return digests;
  }
}
