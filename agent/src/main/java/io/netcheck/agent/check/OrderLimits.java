// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.check;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.TokenBucket;
import io.netcheck.protocol.CheckOrder;
import io.netcheck.protocol.CheckRefusal;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Which orders an agent takes. Not thread-safe. */
final class OrderLimits {
  /** The exporter repeats an order until it has the result. */
  private static final int REMEMBERED = 64;

  private final boolean enabled;
  private final ProcessClock clock;
  private final TokenBucket budget;
  private final Set<String> seen = new LinkedHashSet<>();

  /**
   * @param enabled whether this agent does checks at all
   */
  OrderLimits(boolean enabled, ProcessClock clock) {
    this.enabled = enabled;
    this.clock = clock;
    this.budget = new TokenBucket(CheckLimits.ORDERS, clock.nanoTime());
  }

  /** Whether the order has not come before. */
  boolean isNew(CheckOrder order) {
    if (!seen.add(order.id())) {
      return false;
    }
    if (seen.size() > REMEMBERED) {
      seen.remove(seen.iterator().next());
    }
    return true;
  }

  /**
   * Why a new order is refused; empty if it is taken.
   *
   * @param waiting orders that wait already
   */
  Optional<CheckRefusal> refusal(int waiting) {
    if (!enabled) {
      return Optional.of(CheckRefusal.DISABLED);
    }
    if (waiting >= CheckLimits.WAITING) {
      return Optional.of(CheckRefusal.BUSY);
    }
    return budget.take(clock.nanoTime()) ? Optional.empty() : Optional.of(CheckRefusal.TOO_MANY);
  }
}
