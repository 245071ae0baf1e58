// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import io.netcheck.lab.cluster.SpeedFactor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A fault and its expected effects.
 *
 * @param name the name on the command line
 * @param story what happens, as part of a sentence
 * @param needs requirements to the machine and the speed
 * @param past how long the exporter must have seen the healthy lab
 */
public record Scenario(
    String name,
    String story,
    InjectedFault fault,
    Expectation expected,
    List<ScenarioRequirement> needs,
    Duration past) {
  Scenario(String name, String story, InjectedFault fault, Expectation expected) {
    this(name, story, fault, expected, List.of(), Duration.ZERO);
  }

  /** The same, with a requirement. */
  Scenario needing(ScenarioRequirement need) {
    return new Scenario(name, story, fault, expected, List.of(need), past);
  }

  /** The same, in a lab that has been healthy for a while: only then is it known what is usual. */
  Scenario after(Duration healthy) {
    return new Scenario(name, story, fault, expected, needs, healthy);
  }

  /** Why the scenario cannot run here at this speed, or empty if it can. */
  public Optional<String> impossible(SpeedFactor speed) {
    return needs.stream().flatMap(need -> need.missing(speed).stream()).findFirst();
  }
}
