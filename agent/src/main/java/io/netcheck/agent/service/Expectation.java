// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a check expects of its service.
 *
 * @param denials the ways to fail of which a connection must have one, because a policy must deny
 *     it; empty if it must succeed
 * @param statuses of HTTP that are a success
 * @param body a text that the body must contain; {@code ""} for any body
 * @param family the only IP family to check; empty for all of the agent's
 */
public record Expectation(
    Set<FailureReason> denials,
    List<StatusRange> statuses,
    String body,
    Optional<IpFamily> family) {
  /** A connection, and for HTTP a status of 2xx or 3xx. */
  public static final Expectation SUCCESS =
      new Expectation(Set.of(), List.of(new StatusRange(200, 399)), "", Optional.empty());

  public Expectation {
    denials = Set.copyOf(denials);
    statuses = List.copyOf(statuses);
  }

  /** Statuses of HTTP from one to another, both included. */
  public record StatusRange(int low, int high) {
    public StatusRange {
      if (low < 100 || high > 599 || low > high) {
        throw new IllegalArgumentException("expected a status from 100 to 599, or a range of them");
      }
    }
  }

  boolean accepts(int status) {
    return statuses.stream().anyMatch(range -> status >= range.low() && status <= range.high());
  }
}
