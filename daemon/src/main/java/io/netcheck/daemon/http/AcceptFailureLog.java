// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that connections are not accepted, at most once a minute: mostly for want of file
 * descriptors. Thread-safe.
 */
public final class AcceptFailureLog {
  private static final Logger LOG = LoggerFactory.getLogger(AcceptFailureLog.class);
  private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private long loggedNanos = System.nanoTime() - PAUSE_NANOS;

  /** Logs {@code reason}, unless a line was logged within the last minute. */
  public synchronized void note(String reason) {
    long now = System.nanoTime();
    if (now - loggedNanos >= PAUSE_NANOS) {
      loggedNanos = now;
      LOG.error("connections are not accepted reason=\"{}\"", reason);
    }
  }
}
