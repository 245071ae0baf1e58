// SPDX-License-Identifier: Apache-2.0
package io.netcheck.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each program carries, and under which licence. */
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
        // Of a choice, one has to be open to whoever ships it with other code.
        assertFalse(
            component.licences().stream()
                .allMatch(
                    licence -> licence.toUpperCase(Locale.ROOT).matches("[AL]?GPL-[0-9.]+.*")),
            component.toString());
      }
    }
  }

  /** Written anew by -Dnetcheck.docs.write=true. */
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
        "Netcheck itself is under Apache-2.0. These libraries come with it, unchanged, each a jar in"
            + " `lib` that has its\nlicence and notices in `META-INF` as its authors put them there."
            + " Of several licences one may be chosen.\n\n");
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
    return text.toString();
  }
}
