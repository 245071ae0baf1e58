// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab;

import io.netcheck.lab.cluster.SpeedFactor;
import io.netcheck.lab.kubernetes.KubernetesLab;
import io.netcheck.lab.scenario.Scenario;
import io.netcheck.lab.scenario.Scenarios;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The command line arguments of the lab.
 *
 * @param steps the names of steps on a Kubernetes cluster, none for all; empty for scenarios
 */
record LabArguments(
    List<Scenario> scenarios,
    Optional<List<String>> steps,
    SpeedFactor speed,
    boolean list,
    boolean help) {
  static final String HELP =
      """
      lab/run: faults in a cluster of network namespaces, and what becomes of them

        lab/run SCENARIO...  runs these in one lab, one after the other
        lab/run all          runs all
        lab/run --list       says which there are

        lab/run kubernetes [STEP...]   installs the chart on a real Kubernetes cluster, and plays
                                       these steps or all; also with --list

        --speed N            divides all durations of alert rules and of Alertmanager's routing by
                             N (1): at 1 a scenario takes 20 to 40 minutes, at 30 about one

      Ends with 0 if all came as expected, with 2 if not, with 1 if it cannot run. Needs root.
      """;

  /** Parses the arguments. If they are wrong, prints an error and returns an empty result. */
  static Optional<LabArguments> read(List<String> args, PrintStream err) {
    List<Scenario> scenarios = new ArrayList<>();
    SpeedFactor speed = SpeedFactor.REAL;
    boolean list = false;
    boolean help = args.isEmpty();
    if (!args.isEmpty() && args.getFirst().equals("kubernetes")) {
      return steps(args.subList(1, args.size()), err);
    }
    for (Iterator<String> rest = args.iterator(); rest.hasNext(); ) {
      String arg = rest.next();
      switch (arg) {
        case "--list" -> list = true;
        case "--help", "-h" -> help = true;
        case "all" -> scenarios.addAll(Scenarios.ALL);
        case "--speed" -> {
          String value = rest.hasNext() ? rest.next() : "";
          if (!value.matches("[1-9][0-9]{0,3}")) {
            err.println("lab: --speed: expected a whole number from 1 to 9999");
            return Optional.empty();
          }
          speed = new SpeedFactor(Integer.parseInt(value));
        }
        default -> {
          Optional<Scenario> scenario = Scenarios.named(arg);
          if (scenario.isEmpty()) {
            err.println("lab: there is no scenario " + arg + "; see lab/run --list");
            return Optional.empty();
          }
          scenarios.add(scenario.get());
        }
      }
    }
    return Optional.of(
        new LabArguments(List.copyOf(scenarios), Optional.empty(), speed, list, help));
  }

  private static Optional<LabArguments> steps(List<String> args, PrintStream err) {
    List<String> steps = args.stream().filter(arg -> !arg.startsWith("-")).toList();
    for (String step : steps) {
      if (!KubernetesLab.hasStep(step)) {
        err.println("lab: there is no step " + step + "; see lab/run kubernetes --list");
        return Optional.empty();
      }
    }
    List<String> flags = args.stream().filter(arg -> arg.startsWith("-")).toList();
    for (String flag : flags) {
      if (!List.of("--list", "--help", "-h").contains(flag)) {
        err.println("lab: kubernetes: " + flag + "; expected --list, --help or names of steps");
        return Optional.empty();
      }
    }
    boolean list = flags.contains("--list");
    return Optional.of(
        new LabArguments(
            List.of(), Optional.of(steps), SpeedFactor.REAL, list, !list && !flags.isEmpty()));
  }
}
