// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.kubernetes;

import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether one kind of object can be followed, and if not, why. Logs once when that changes. */
final class Health {
  private static final Logger LOG = LoggerFactory.getLogger(Health.class);

  private final String what;
  private final Set<String> said = new HashSet<>();
  private String problem;
  private boolean up;

  Health(String what) {
    this.what = what;
    this.problem = "cannot list " + what + ": no answer yet";
  }

  synchronized void works() {
    if (!up) {
      LOG.info("kubernetes up resource=\"{}\"", what);
    }
    up = true;
    problem = "";
    said.clear();
  }

  /** A reason is logged once an outage: two that take turns would fill the log. */
  synchronized void fails(String because) {
    if (said.add(because)) {
      LOG.warn("kubernetes down resource=\"{}\" because=\"{}\"", what, because);
    }
    up = false;
    problem = because;
  }

  synchronized boolean isUp() {
    return up;
  }

  /** What does not work, {@code ""} where everything does. */
  synchronized String problem() {
    return problem;
  }
}
