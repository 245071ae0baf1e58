// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether one kind of object can be followed, and if not, why. Logs once when that changes. */
final class FeedHealth {
  private static final Logger LOG = LoggerFactory.getLogger(FeedHealth.class);

  private final String what;
  private final Set<String> said = new HashSet<>();
  private String failure;
  private String doubt = "";
  private boolean up;

  FeedHealth(String what) {
    this.what = what;
    this.failure = "cannot list " + what + ": no answer yet";
  }

  /** The word for these objects. */
  String what() {
    return what;
  }

  /** The API answers. */
  synchronized void works() {
    failure = "";
    settle();
  }

  /**
   * @param watching whether this was not about a list
   */
  synchronized void fails(boolean watching, String because) {
    failure = (watching ? "cannot watch " : "cannot list ") + what + ": " + because;
    settle();
  }

  /** It answers, but not what can be true; until {@link #believes}. */
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
      said.clear();
      return;
    }
    up = false;
    // A reason is said once an outage: two that take turns would fill the log.
    if (said.add(problem)) {
      LOG.warn("kubernetes down resource=\"{}\" because=\"{}\"", what, problem);
    }
  }

  synchronized boolean isUp() {
    return up;
  }

  /** What does not work, {@code ""} where everything does. */
  synchronized String problem() {
    return doubt.isEmpty() ? failure : doubt;
  }
}
