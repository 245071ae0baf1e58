// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * The writes of one round, of which each may fail by itself: one object that the API does not
 * accept must not keep others from being written. For one thread.
 */
final class WriteAttempts {
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  /** So that a large cluster, or a large outage, does not burden the API. */
  private static final int MOST = 20;

  private int made;
  private String problem = "";

  /** Whether there is room for another one. */
  boolean isOpen() {
    return made < MOST;
  }

  /** Makes one. */
  void attempt(Runnable write) {
    made++;
    try {
      write.run();
    } catch (KubernetesClientException e) {
      // A node that was deleted meanwhile needs nothing.
      if (e.getCode() != NOT_FOUND) {
        problem = text(e);
      }
    }
  }

  private static String text(KubernetesClientException e) {
    String why =
        e.getCode() == FORBIDDEN
            ? "403 forbidden, the role must allow create on events and patch on nodes/status"
            // Without an answer the library has 0 or -1 for the status.
            : e.getCode() <= 0 ? ApiErrorText.failure(e) : ApiErrorText.status(e.getCode());
    return "cannot write events or conditions of nodes: " + why;
  }

  /** Why the last one that failed did; {@code ""} if none did. */
  String problem() {
    return problem;
  }

  boolean isAny() {
    return made > 0;
  }
}
