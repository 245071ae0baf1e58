// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.lab.cluster.SpeedFactor;
import io.netcheck.lab.scenario.Scenario;
import io.netcheck.lab.scenario.Scenarios;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LabArgumentsTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) throws InterruptedException {
    return Main.run(
        List.of(args), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  @Test
  void scenariosAndSpeedAreRead() {
    LabArguments flags =
        LabArguments.read(List.of("node-off", "--speed", "30", "link"), System.err).orElseThrow();

    assertEquals(
        List.of("node-off", "link"), flags.scenarios().stream().map(Scenario::name).toList());
    assertEquals(new SpeedFactor(30), flags.speed());
  }

  @Test
  void allAreAll() {
    assertEquals(
        Scenarios.ALL, LabArguments.read(List.of("all"), System.err).orElseThrow().scenarios());
  }

  @Test
  void aScenarioThatDoesNotExistCannotRun() throws InterruptedException {
    assertEquals(1, run("node-of"));
    assertTrue(err.toString(UTF_8).contains("there is no scenario node-of"), err.toString(UTF_8));
  }

  @Test
  void aSpeedIsAWholeNumber() throws InterruptedException {
    assertEquals(1, run("node-off", "--speed", "fast"));
    assertEquals(1, run("node-off", "--speed"));
    assertEquals(1, run("node-off", "--speed", "0"));
  }

  @Test
  void theListHasEveryScenarioOnce() throws InterruptedException {
    assertEquals(0, run("--list"));

    List<String> names =
        out.toString(UTF_8).lines().map(line -> line.substring(0, line.indexOf(' '))).toList();
    assertEquals(Scenarios.ALL.stream().map(Scenario::name).toList(), names);
    assertEquals(names.size(), names.stream().distinct().count());
  }

  @Test
  void stepsOnKubernetesAreRead() {
    assertEquals(
        Optional.of(List.of("node-cut", "drain")),
        LabArguments.read(List.of("kubernetes", "node-cut", "drain"), System.err)
            .orElseThrow()
            .steps());
    assertEquals(
        Optional.of(List.of()),
        LabArguments.read(List.of("kubernetes"), System.err).orElseThrow().steps());
  }

  @Test
  void aStepThatDoesNotExistCannotRun() throws InterruptedException {
    assertEquals(1, run("kubernetes", "node-off"));
    assertTrue(err.toString(UTF_8).contains("there is no step node-off"), err.toString(UTF_8));
    assertEquals(1, run("kubernetes", "--speed"));
  }

  @Test
  void theListOfStepsHasEachOnce() throws InterruptedException {
    assertEquals(0, run("kubernetes", "--list"));

    List<String> names =
        out.toString(UTF_8).lines().map(line -> line.replaceAll(" .*", "")).toList();
    assertEquals("install", names.getFirst());
    assertEquals(names.size(), names.stream().distinct().count());
  }

  @Test
  void withoutArgumentsItSaysHow() throws InterruptedException {
    assertEquals(0, run());
    assertTrue(out.toString(UTF_8).contains("lab/run SCENARIO"), out.toString(UTF_8));
  }
}
