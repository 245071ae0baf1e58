// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.check;

import io.netcheck.protocol.CheckResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Results that wait for a heartbeat that their exporter accepts. Thread-safe. */
public final class CheckOutbox {
  /** While the exporter is away, the oldest ones are dropped: nobody waits for them any more. */
  private static final int MOST_WAITING = 2 * CheckResult.MOST;

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final List<CheckResult> waiting = new ArrayList<>();
  private List<CheckResult> offered = List.of();

  /** Calls {@code listener} on every result, so it must not block. */
  public void listen(Runnable listener) {
    listeners.add(listener);
  }

  void add(CheckResult result) {
    synchronized (this) {
      if (waiting.size() == MOST_WAITING) {
        waiting.removeFirst();
      }
      waiting.add(result);
    }
    listeners.forEach(Runnable::run);
  }

  /** The results for the next heartbeat. */
  public synchronized List<CheckResult> offer() {
    offered = List.copyOf(waiting.subList(0, Math.min(waiting.size(), CheckResult.MOST)));
    return offered;
  }

  /** The heartbeat with what was offered last was accepted. */
  @SuppressWarnings("ReferenceEquality") // exactly these, not equal ones
  public synchronized void accepted() {
    waiting.removeIf(result -> offered.stream().anyMatch(given -> given == result));
    offered = List.of();
  }
}
