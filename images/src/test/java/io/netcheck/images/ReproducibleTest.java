// SPDX-License-Identifier: Apache-2.0
package io.netcheck.images;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.testing.MachineTest;
import io.netcheck.testing.ProgramRun;
import io.netcheck.testing.TestRequirements;
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
 * A second build with the same Maven, like the Dockerfile and from the same files, produces the
 * same bytes: jars, libraries, bills of materials. It is not offline, because an offline build has
 * no bills of materials.
 */
@MachineTest
class ReproducibleTest {
  @Test
  void anotherBuildGivesTheSameBytes(@TempDir Path store)
      throws IOException, NoSuchAlgorithmException {
    TestRequirements.tools("mvn", "buildah");
    TestRequirements.root();
    Path sources = Image.context(store);

    ProgramRun.output(
        List.of(
            "env",
            "JAVA_HOME=" + System.getProperty("netcheck.maven.java"),
            sources.resolve("images/jars").toString(),
            "source",
            revision()));

    assertEquals(digests(Project.ROOT), digests(sources));
  }

  /** The revision of the first build, from the jar of the daemon module. */
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
      Path target = Project.target(root, program);
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
