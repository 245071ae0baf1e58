// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.check;

import io.netcheck.protocol.CheckOrder;
import io.netcheck.protocol.CheckProgress;
import io.netcheck.protocol.CheckResult;
import io.netcheck.protocol.ClientId;
import java.util.Optional;

/** An order to one agent, and what has become of it. Thread-safe. */
final class OrderTicket {
  private final ClientId agent;
  private final CheckOrder order;
  private final long createdNanos;
  private CheckProgress.State state = CheckProgress.State.WAITING;
  private Optional<CheckResult> result = Optional.empty();

  OrderTicket(ClientId agent, CheckOrder order, long createdNanos) {
    this.agent = agent;
    this.order = order;
    this.createdNanos = createdNanos;
  }

  ClientId agent() {
    return agent;
  }

  CheckOrder order() {
    return order;
  }

  long createdNanos() {
    return createdNanos;
  }

  synchronized CheckProgress.State state() {
    return state;
  }

  /** The result; empty until it comes, and if it does not come. */
  synchronized Optional<CheckResult> result() {
    return result;
  }

  synchronized boolean isOpen() {
    return state == CheckProgress.State.WAITING || state == CheckProgress.State.SENT;
  }

  synchronized void sent() {
    if (state == CheckProgress.State.WAITING) {
      state = CheckProgress.State.SENT;
    }
  }

  synchronized void ended(CheckResult with) {
    result = Optional.of(with);
    state = with.refused().isPresent() ? CheckProgress.State.REFUSED : CheckProgress.State.DONE;
  }

  synchronized void expired() {
    state = CheckProgress.State.EXPIRED;
  }
}
