// SPDX-License-Identifier: Apache-2.0
package io.netcheck.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The libraries of each program and their licences. */
@MachineTest
class ThirdPartyTest {
  @ParameterizedTest
  @ValueSource(strings = {"agent", "exporter"})
  void theBillOfMaterialsHasEachJarWithItsLicence(String program) throws IOException {
    List<Component> components = Component.of(Project.sbom(program));

    assertEquals(
        Project.libraries(program).stream().map(jar -> jar.getFileName().toString()).toList(),
        components.stream().map(Component::jar).toList());
    for (Component component : components) {
      if (!component.isOurs()) {
        assertFalse(component.licences().isEmpty(), component.jar() + " has no licence");
        // If there is a choice, at least one licence must allow shipping it with other code.
        assertFalse(
            component.licences().stream()
                .allMatch(
                    licence -> licence.toUpperCase(Locale.ROOT).matches("[AL]?GPL-[0-9.]+.*")),
            component.toString());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"agent", "exporter"})
  void theTextOfEachLicenceComesAlong(String program) throws IOException {
    Map<String, Path> jars = new HashMap<>();
    Project.libraries(program).forEach(jar -> jars.put(jar.getFileName().toString(), jar));
    for (Component component : Component.of(Project.sbom(program))) {
      if (!component.licences().contains("Apache-2.0")) {
        assertTrue(
            hasText(Objects.requireNonNull(jars.get(component.jar())))
                || Files.exists(
                    Project.ROOT.resolve("images/licenses/" + component.name() + ".txt")),
            component.jar() + " has no text of its licence, and neither has images/licenses");
      }
    }
  }

  private static boolean hasText(Path jar) throws IOException {
    try (ZipFile files = new ZipFile(jar.toFile())) {
      return files.stream()
          .map(file -> file.getName().toLowerCase(Locale.ROOT))
          .anyMatch(name -> name.matches("(.*/)?(licen[cs]e|copying)[^/]*"));
    }
  }

  /** -Dnetcheck.docs.write=true generates the file. */
  @ParameterizedTest
  @ValueSource(strings = {"agent", "exporter"})
  void theListThatIsShippedIsTrue(String program) throws IOException {
    Path file = Project.ROOT.resolve("images/THIRD-PARTY-" + program + ".md");
    String list = list(program);
    if (Boolean.getBoolean("netcheck.docs.write")) {
      Files.writeString(file, list);
    }

    assertEquals(list, Files.readString(file), "write it anew with -Dnetcheck.docs.write=true");
  }

  private static String list(String program) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("# Libraries of the ").append(program).append("\n\n");
    text.append(
        """
        Netcheck itself is under Apache-2.0. These libraries come with it, unchanged, each a jar in `lib`. The text of
        Apache-2.0 is in `LICENSE`; a library that cannot be had under it has its text in its jar, or in `licenses`. Of several
        licences one may be chosen.

        """);
    text.append("| library | version | licence |\n|---|---|---|\n");
    for (Component component : Component.of(Project.sbom(program))) {
      if (!component.isOurs()) {
        text.append(
            "| `%s:%s` | %s | %s |%n"
                .formatted(
                    component.group(),
                    component.name(),
                    component.version(),
                    String.join(" or ", component.licences())));
      }
    }
    if (program.equals("exporter")) {
      text.append(
          """

          The jar of `netcheck-page` has a file of `preact` for browsers, unchanged, under MIT. The text of its licence is beside it.
          """);
    }
    return text.toString();
  }
}
