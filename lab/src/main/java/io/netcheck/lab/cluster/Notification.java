// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.cluster;

import java.util.List;

/**
 * One notification: a message from Alertmanager about the alerts of one group.
 *
 * @param nanoTime when it arrived, by the monotonic clock of the lab
 * @param receiver the name of the receiver
 * @param summary the description of its first alert
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

  /** Whether it reports a problem, and not only that a problem is resolved. */
  public boolean rings() {
    return !firing.isEmpty();
  }
}
