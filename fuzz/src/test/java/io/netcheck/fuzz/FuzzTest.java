// SPDX-License-Identifier: Apache-2.0
package io.netcheck.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every parser takes or refuses malformed inputs as its documentation says.
 *
 * <p>{@code -Dnetcheck.fuzz.inputs} is the number of inputs of all targets together, {@code
 * -Dnetcheck.fuzz.target} the only target, and {@code -Dnetcheck.fuzz.seed} leads to other inputs.
 */
class FuzzTest {
  private static final long INPUTS = Long.getLong("netcheck.fuzz.inputs", 1_000_000);
  private static final long SEED = Long.getLong("netcheck.fuzz.seed", 1);
  private static final Optional<String> ONLY =
      Optional.ofNullable(System.getProperty("netcheck.fuzz.target"));

  /** With fewer inputs, the numbers say little: the JVM is still compiling. */
  private static final long WORTH_A_TABLE = 100_000;

  private static final Path FOUND = Path.of("target", "fuzz");
  private static final List<FuzzRun.Result> RESULTS = new ArrayList<>();

  @TestFactory
  Stream<DynamicTest> everyInputIsTakenOrRefused() {
    List<FuzzTarget> targets =
        FuzzTargets.all().stream()
            .filter(target -> ONLY.isEmpty() || ONLY.get().equals(target.name()))
            .toList();
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("netcheck.fuzz.target: no target is called " + ONLY);
    }
    long shares = targets.stream().mapToLong(FuzzTarget::share).sum();
    return targets.stream()
        .map(target ->
            DynamicTest.dynamicTest(
                target.name(), () -> run(target, Math.ceilDiv(INPUTS * target.share(), shares))));
  }

  private static void run(FuzzTarget target, long inputs) throws Exception {
    FuzzRun.Result result = new FuzzRun(target, Corpus.of(target.name()), inputs, SEED).run();
    RESULTS.add(result);
    if (!result.findings().isEmpty()) {
      List<String> lines = new ArrayList<>();
      for (FuzzRun.Finding finding : result.findings().values()) {
        lines.add(written(target, finding) + ": " + finding.problem());
      }
      FuzzRun.Finding first = result.findings().values().iterator().next();
      fail(
          target.name()
              + " with -Dnetcheck.fuzz.seed="
              + SEED
              + " at input "
              + first.number()
              + "; keep the file in src/test/resources/corpus/"
              + target.name()
              + ":\n"
              + String.join("\n", lines),
          first.problem());
    }
  }

  /** The file with the input. */
  private static Path written(FuzzTarget target, FuzzRun.Finding finding) throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(finding.input());
    Path folder = Files.createDirectories(FOUND.resolve(target.name()));
    return Files.write(
            folder.resolve("found-" + HexFormat.of().toHexDigits((int) checksum.getValue())),
            finding.input())
        .toAbsolutePath();
  }

  @Test
  void everyTargetHasACorpus() {
    assertEquals(
        FuzzTargets.all().stream()
            .map(FuzzTarget::name)
            .collect(Collectors.toCollection(TreeSet::new)),
        Corpus.targets());
  }

  @AfterAll
  static void print() {
    StringBuilder page = new StringBuilder();
    line(page, "target", "inputs", "inputs/s", "outcomes");
    for (FuzzRun.Result result : INPUTS < WORTH_A_TABLE ? List.<FuzzRun.Result>of() : RESULTS) {
      line(page, result.target(), result.inputs(), result.inputsASecond(), result.outcomes());
    }
    long inputs = RESULTS.stream().mapToLong(FuzzRun.Result::inputs).sum();
    long nanos = RESULTS.stream().mapToLong(FuzzRun.Result::cpuNanos).sum();
    line(
        page,
        "all",
        inputs,
        inputs * 1_000_000_000 / Math.max(1, nanos),
        RESULTS.stream().mapToLong(FuzzRun.Result::outcomes).sum());
    System.out.printf(Locale.ROOT, "%s%.1f s of CPU, seed %d%n", page, nanos / 1e9, SEED);
  }

  private static void line(StringBuilder page, Object... cells) {
    page.append(String.format(Locale.ROOT, "%-20s %12s %12s %9s%n", cells));
  }
}
