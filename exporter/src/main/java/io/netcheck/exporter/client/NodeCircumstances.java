// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import java.util.List;
import java.util.Objects;

/**
 * What the cluster source knows of a node that heartbeats cannot tell, and that says more about a
 * fault there.
 *
 * @param facts in words, the most telling first
 * @param nextStep where to look if an agent of the node is silent, one sentence; {@code ""} if the
 *     cluster source does not know
 */
public record NodeCircumstances(List<String> facts, String nextStep) {
  /** The cluster source knows nothing that matters. */
  public static final NodeCircumstances NONE = new NodeCircumstances(List.of(), "");

  public NodeCircumstances {
    facts = List.copyOf(facts);
    Objects.requireNonNull(nextStep, "nextStep");
  }
}
