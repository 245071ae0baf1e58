// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.cluster;

import java.util.List;

/**
 * What a pager would get: one message of Alertmanager's, about the alerts of one group.
 *
 * @param nanoTime when it came, by the lab's monotonic clock
 * @param receiver who would have got it
 * @param summary what it says of the first of its alerts
 */
public record Notification(
    long nanoTime,
    String receiver,
    List<FiringAlert> firing,
    List<FiringAlert> resolved,
    String summary) {
  public Notification {
    firing = List.copyOf(firing);
    resolved = List.copyOf(resolved);
  }

  /** Whether it says that something is wrong, and not only that something is right again. */
  public boolean rings() {
    return !firing.isEmpty();
  }
}
