// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.testing.MachineTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** For an hour, run {@code bench/run soak}. */
@MachineTest
class SoakTest {
  @Test
  void anExporterKeepsNothingOfAgentsThatLeft() throws Exception {
    Path root = Path.of(System.getProperty("netcheck.root", ".."));
    try (BenchmarkProcesses bench = new BenchmarkProcesses(root)) {
      List<Measurement> figures = new Soak().run(bench, Duration.ofMinutes(3));
      figures.forEach(figure -> System.out.println(figure));
      assertEquals(
          List.of(),
          figures.stream().filter(figure -> figure.verdict() == BudgetVerdict.MISSED).toList());
    }
  }
}
