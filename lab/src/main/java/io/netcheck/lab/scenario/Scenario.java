// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import java.util.List;
import java.util.Optional;

/**
 * A fault, and what is expected of it.
 *
 * @param name as it is typed
 * @param story what happens, as part of a sentence
 * @param needs what this machine must be able to do
 */
public record Scenario(
    String name, String story, Fault fault, Expectation expected, List<Need> needs) {
  Scenario(String name, String story, Fault fault, Expectation expected) {
    this(name, story, fault, expected, List.of());
  }

  /** Why this machine cannot run it, or empty if it can. */
  public Optional<String> impossible() {
    return needs.stream().flatMap(need -> need.missing().stream()).findFirst();
  }
}
