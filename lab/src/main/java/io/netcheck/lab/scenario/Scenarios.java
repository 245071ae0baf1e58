// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All scenarios, for six nodes in three zones: node-1 and node-2 are in zone-a, and so on. */
public final class Scenarios {
  public static final List<Scenario> ALL =
      Stream.of(
              NodeScenarios.ALL,
              ZoneScenarios.ALL,
              PolicyScenarios.ALL,
              QualityScenarios.ALL,
              AgentScenarios.ALL,
              OperationScenarios.ALL,
              CheckScenarios.ALL)
          .flatMap(List::stream)
          .toList();

  private Scenarios() {}

  public static Optional<Scenario> named(String name) {
    return ALL.stream().filter(scenario -> scenario.name().equals(name)).findFirst();
  }
}
