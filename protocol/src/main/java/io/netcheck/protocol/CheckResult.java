// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.util.List;
import java.util.Optional;

/**
 * What an agent found for one order.
 *
 * @param order its {@link CheckOrder#id}
 * @param refused why it was not done; empty if it was
 */
public record CheckResult(String order, Optional<CheckRefusal> refused, List<CheckLine> lines) {
  /** An agent never sends more results in one heartbeat. */
  public static final int MOST = 8;

  public CheckResult {
    lines = List.copyOf(lines);
  }

  public static CheckResult of(CheckOrder order, List<CheckLine> lines) {
    return new CheckResult(order.id(), Optional.empty(), lines);
  }

  public static CheckResult refused(CheckOrder order, CheckRefusal why) {
    return new CheckResult(order.id(), Optional.of(why), List.of());
  }
}
