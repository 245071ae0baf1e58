// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether one kind of object can be followed, and if not, why. Logs every change once. Thread-safe.
 */
final class FeedHealth {
  private static final Logger LOG = LoggerFactory.getLogger(FeedHealth.class);

  private final String what;
  private final Set<String> logged = new HashSet<>();
  private String failure;
  private String doubt = "";
  private boolean up;

  FeedHealth(String what) {
    this.what = what;
    this.failure = "cannot list " + what + ": no answer yet";
  }

  /** The name of this kind of object, in the plural. */
  String what() {
    return what;
  }

  /** The API answers. */
  synchronized void works() {
    failure = "";
    settle();
  }

  /**
   * @param watching whether a watch failed; otherwise a list
   */
  synchronized void fails(boolean watching, String because) {
    failure = (watching ? "cannot watch " : "cannot list ") + what + ": " + because;
    settle();
  }

  /** An answer was not plausible. This stays until {@link #believes}. */
  synchronized void doubts(String because) {
    doubt = because;
    settle();
  }

  synchronized void believes() {
    doubt = "";
    settle();
  }

  private void settle() {
    String problem = problem();
    if (problem.isEmpty()) {
      if (!up) {
        LOG.info("kubernetes up resource=\"{}\"", what);
      }
      up = true;
      logged.clear();
      return;
    }
    up = false;
    // Each reason is logged once per outage, because two alternating reasons would fill the log.
    if (logged.add(problem)) {
      LOG.warn("kubernetes down resource=\"{}\" because=\"{}\"", what, problem);
    }
  }

  synchronized boolean isUp() {
    return up;
  }

  /** What does not work; {@code ""} if everything does. */
  synchronized String problem() {
    return doubt.isEmpty() ? failure : doubt;
  }
}
