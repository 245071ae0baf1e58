// SPDX-License-Identifier: Apache-2.0
package io.netcheck.images;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.testing.MachineTest;
import io.netcheck.testing.ProgramRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The runtimes have each module that jdeps finds in the jars, except for the modules that the list
 * marks with "without".
 */
@MachineTest
class ModulesTest {
  @ParameterizedTest
  @ValueSource(strings = {"agent", "exporter"})
  void theRuntimeHasEachModuleThatIsNamed(String program) throws IOException {
    Set<String> listed = new TreeSet<>();
    Set<String> without = new TreeSet<>();
    for (String line : Files.readAllLines(Project.ROOT.resolve("images/" + program + ".modules"))) {
      String[] words = line.split(" +", 3);
      if (words[0].equals("without")) {
        without.add(words[1]);
      } else if (!line.startsWith("#")) {
        listed.add(line);
      }
    }

    Set<String> missing = new TreeSet<>(named(program));
    missing.removeAll(listed);
    assertEquals(without, missing, "what jdeps finds, and the runtime does not have");
    Set<String> idle = new TreeSet<>(listed);
    idle.removeAll(named(program));
    assertEquals(Set.of(), idle, "what the runtime has, and no class names");
  }

  private static Set<String> named(String program) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jdeps").toString());
    command.addAll(List.of("--ignore-missing-deps", "--multi-release", "25", "-s", "--class-path"));
    command.add(Project.ROOT.resolve(program).resolve("target/lib") + "/*");
    Project.libraries(program).forEach(library -> command.add(library.toString()));
    command.add(Project.jar(program).toString());
    Set<String> modules = new TreeSet<>();
    // "dnsjava.jar -> java.net.http"
    for (String line : ProgramRun.output(command).lines().toList()) {
      String module = line.replaceAll("^.* -> ", "").strip();
      if (line.contains(" -> ") && module.matches("(java|jdk)\\.[a-z.]+")) {
        modules.add(module);
      }
    }
    return modules;
  }
}
