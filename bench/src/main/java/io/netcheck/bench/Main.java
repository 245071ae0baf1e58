// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.bench.verdict.VerdictBench;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code bench/run}: runs the requested benchmarks, or all, and prints one table. */
final class Main {
  /** All benchmarks, quick ones first. */
  private static final List<Benchmark> ALL =
      List.of(
          new IcmpCost(),
          new ProbersSideBySide(),
          new AgentStart(),
          new HeartbeatRate(),
          new LegacyRate(),
          new LegacyStart(),
          new LegacyMatrix(),
          new AgentAtScale(),
          new MetricsCost(),
          new ExporterAtScale(),
          new ExporterWithTls(),
          new PageCost(),
          new RestartAtScale(),
          new HostileLoad(),
          new Soak(),
          new ExporterHold(),
          new ExporterLimit(),
          new TopologyCost(),
          new AssessmentCost(),
          new ReplicaConvergence(),
          new SharedLoad(),
          new StoreAtScale(),
          new LegacyLoad(),
          new PrometheusAtScale());

  private Main() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    PrintStream out = new PrintStream(System.out, true, UTF_8);
    List<String> names = List.of(args);
    if (!names.isEmpty() && names.getFirst().equals("verdict")) {
      System.exit(VerdictBench.run(names.subList(1, names.size())));
    }
    if (names.contains("--help") || names.contains("-h")) {
      out.println(
          "usage: bench/run [NAME...]: measures these, or all but the long ones, and prints a table.");
      list(out);
      out.println(
          "bench/run verdict --help: how often the right cause is named, with its own options.");
      return;
    }
    if (names.contains("--list")) {
      list(out);
      return;
    }
    List<Benchmark> chosen = new ArrayList<>();
    for (String name : names) {
      Optional<Benchmark> found = ALL.stream().filter(one -> one.name().equals(name)).findFirst();
      if (found.isEmpty()) {
        System.err.println("bench: there is no benchmark " + name + "; see bench/run --list");
        System.exit(1);
      }
      found.ifPresent(chosen::add);
    }
    if (chosen.isEmpty()) {
      ALL.stream().filter(one -> !one.isLong()).forEach(chosen::add);
    }
    System.exit(run(chosen, new MeasurementTable(out)) ? 0 : 1);
  }

  private static void list(PrintStream out) {
    for (Benchmark benchmark : ALL) {
      out.printf(
          "  %-13s %s%s%n",
          benchmark.name(), benchmark.question(), benchmark.isLong() ? " (long)" : "");
    }
  }

  /** If a benchmark fails, the others still run. */
  private static boolean run(List<Benchmark> chosen, MeasurementTable table)
      throws IOException, InterruptedException {
    Path root = Path.of(System.getProperty("netcheck.root", ".")).toAbsolutePath().normalize();
    boolean good = true;
    for (Benchmark benchmark : chosen) {
      try (BenchmarkProcesses bench = new BenchmarkProcesses(root)) {
        Thread hook = Thread.ofPlatform().unstarted(bench::close);
        Runtime.getRuntime().addShutdownHook(hook);
        table.add(benchmark.run(bench));
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IOException | RuntimeException e) {
        good = false;
        table.add(List.of(Measurement.missing(benchmark.name(), "failed")));
        System.err.println("bench: " + benchmark.name() + ": " + e);
      }
    }
    return good;
  }
}
