// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import io.netcheck.bench.verdict.AssessmentMeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Measures what an assessment of 5,000 nodes costs, each with two agents that probe 24 peers in
 * three networks: while nothing is wrong, and while one of seven zones is dead.
 */
final class AssessmentCost implements Benchmark {
  private static final int NODES = 5_000;
  private static final double LOSS = 0.00001;
  private static final Duration PATIENCE = Duration.ofMinutes(20);
  private static final Map<String, Double> BUDGETS = Map.of("quiet", 5.0, "dead-zone", 50.0);

  @Override
  public String name() {
    return "assessment";
  }

  @Override
  public String question() {
    return "CPU of an assessment of 5,000 nodes, while all is well and while a zone is dead";
  }

  @Override
  public List<Measurement> run(BenchmarkProcesses bench) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            // The compiler and the collector of an exporter, with room for the agents.
            "-XX:+UseSerialGC",
            "-Xmx3g",
            "-cp",
            System.getProperty("java.class.path"),
            AssessmentMeter.class.getName(),
            Integer.toString(NODES),
            Double.toString(LOSS));
    try (MeasuredProcess meter = bench.start("assessment", command, Map.of())) {
      meter.await(PATIENCE);
      List<Measurement> figures = new ArrayList<>();
      for (String line : Files.readAllLines(meter.log())) {
        String[] words = line.split(" ", -1);
        if (BUDGETS.containsKey(words[0])) {
          figures.addAll(figures(words));
        }
      }
      if (figures.isEmpty()) {
        throw new IOException("it measures nothing:\n" + Files.readString(meter.log()));
      }
      return figures;
    }
  }

  private static List<Measurement> figures(String[] words) {
    String what = "5,000 nodes, " + words[0].replace('-', ' ') + ": CPU of ";
    return List.of(
        Measurement.atMost(
            what + "an assessment, median",
            Double.parseDouble(words[1]),
            BUDGETS.getOrDefault(words[0], 0.0),
            "ms"),
        Measurement.plain(what + "the judgement in it, median", Double.parseDouble(words[2]), "ms"),
        Measurement.plain(
            what + "one with heartbeats to take in", Double.parseDouble(words[3]), "ms"));
  }
}
