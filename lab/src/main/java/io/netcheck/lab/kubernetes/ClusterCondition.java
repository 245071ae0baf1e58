// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.kubernetes;

import io.netcheck.lab.scenario.ConditionWait;
import java.io.IOException;
import java.time.Duration;

/** Something that becomes true in a cluster. */
@FunctionalInterface
interface ClusterCondition {
  /**
   * @throws IOException if it cannot be known yet
   */
  boolean holds() throws IOException;

  /**
   * Waits for it.
   *
   * @throws IOException if it did not become true in time
   */
  default void await(String what, Duration patience) throws IOException, InterruptedException {
    if (!ConditionWait.await(patience, this::isKnownToHold)) {
      throw new IOException("not within %d s: %s".formatted(patience.toSeconds(), what));
    }
  }

  private boolean isKnownToHold() {
    try {
      return holds();
    } catch (IOException _) {
      return false;
    }
  }
}
