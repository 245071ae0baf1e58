// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import io.netcheck.lab.cluster.SpeedFactor;
import java.util.List;
import java.util.Optional;

/**
 * A fault, and what is expected of it.
 *
 * @param name as it is typed
 * @param story what happens, as part of a sentence
 * @param needs what it cannot do without
 */
public record Scenario(
    String name,
    String story,
    InjectedFault fault,
    Expectation expected,
    List<ScenarioRequirement> needs) {
  Scenario(String name, String story, InjectedFault fault, Expectation expected) {
    this(name, story, fault, expected, List.of());
  }

  /** Why it cannot run here at this speed, or empty if it can. */
  public Optional<String> impossible(SpeedFactor speed) {
    return needs.stream().flatMap(need -> need.missing(speed).stream()).findFirst();
  }
}
