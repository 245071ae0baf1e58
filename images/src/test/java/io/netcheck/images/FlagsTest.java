// SPDX-License-Identifier: Apache-2.0
package io.netcheck.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.MachineTest;
import io.netcheck.testing.ProgramRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@MachineTest
class FlagsTest {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  @ParameterizedTest
  @CsvSource({"agent,small_heap", "exporter,exporter_heap"})
  void theFileSetsWhatTheLauncherSets(String program, String variable) throws IOException {
    List<String> launcher = Project.launcherFlags(variable);

    String expected = flags(launcher);
    assertTrue(expected.contains("MaxHeapSize"), expected);
    assertEquals(expected, flags(List.of("-XX:Flags=" + file(program))));
  }

  @Test
  void whatIsSaidOnTheCommandLineHoldsOverTheFile() throws IOException {
    String set = flags(List.of("-XX:Flags=" + file("agent"), "-Xmx48m"));

    assertTrue(set.contains("MaxHeapSize = 50331648"), set);
  }

  /** A process that has no memory left lives on and does nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"agent", "exporter"})
  void withoutMemoryTheProcessEnds(String program, @TempDir Path folder) throws IOException {
    Path source =
        Files.writeString(
            folder.resolve("Fill.java"),
            """
            class Fill {
              public static void main(String[] arguments) throws InterruptedException {
                Thread.ofPlatform().start(() -> System.out.println(new long[Integer.MAX_VALUE / 8].length));
                Thread.sleep(60_000);
              }
            }
            """);
    ProgramRun.ExitResult result =
        ProgramRun.run(List.of(JAVA, "-XX:Flags=" + file(program), "-Xmx64m", source.toString()));

    assertEquals(3, result.status(), result::output);
    assertTrue(result.output().contains("java.lang.OutOfMemoryError"), result::output);
  }

  @ParameterizedTest
  @ValueSource(strings = {"agent", "exporter"})
  void imageAndUnitStartTheProgramWithTheOtherFlagsOfTheLauncher(String program)
      throws IOException {
    List<String> others = new ArrayList<>(Project.launcherFlags("common"));
    others.addAll(Project.launcherFlags(program.equals("exporter") ? "protobuf" : "jdk_http"));
    String words = String.join(" ", others) + " -jar /opt/netcheck/netcheck-" + program + ".jar";

    String unit =
        Files.readString(Project.ROOT.resolve("deploy/hosts/netcheck-" + program + ".service"));
    String dockerfile = Files.readString(Project.ROOT.resolve("Dockerfile"));
    assertTrue(
        unit.contains("-XX:Flags=/opt/netcheck/" + program + ".flags " + words + "\n"), unit);
    assertTrue(dockerfile.contains("\"" + words.replace(" ", "\", \"") + "\"]\n"), dockerfile);
  }

  private static Path file(String program) {
    return Project.ROOT.resolve("images/" + program + ".flags");
  }

  /** All flags with values other than their defaults, without their origin. */
  private static String flags(List<String> given) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(JAVA);
    command.addAll(given);
    command.addAll(List.of("-XX:+PrintFlagsFinal", "-version"));
    return ProgramRun.output(command)
        .lines()
        .filter(line -> line.contains("{command line}") || line.contains("{config file}"))
        .filter(line -> !line.contains(" Flags ") && !line.contains("PrintFlagsFinal"))
        .map(line -> line.replaceAll("\\{.*", "").strip().replaceAll("\\s+", " "))
        .sorted()
        .reduce("", (all, line) -> all + line + "\n");
  }
}
