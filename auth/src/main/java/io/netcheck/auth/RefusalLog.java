// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

import io.netcheck.daemon.ProcessClock;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs refused requests: at most one line a minute for each reason, with the number of further
 * refusals.
 */
public final class RefusalLog {
  private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
  private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** The refusals for one reason since the last line. */
  private record Since(long saidNanos, long count) {}

  private final ProcessClock clock;
  private final Map<String, Since> reasons = new HashMap<>();

  public RefusalLog(ProcessClock clock) {
    this.clock = clock;
  }

  /**
   * @param reason one of a few fixed words
   * @param detail {@code key=value} pairs of checked values, {@code ""} for none
   */
  public synchronized void refused(String reason, InetAddress from, String detail) {
    long now = clock.nanoTime();
    Since since = reasons.get(reason);
    if (since != null && now - since.saidNanos < PAUSE_NANOS) {
      reasons.put(reason, new Since(since.saidNanos, since.count + 1));
      return;
    }
    reasons.put(reason, new Since(now, 0));
    LOG.warn(
        "request refused reason={} address={}{}{} others={}",
        reason,
        from.getHostAddress(),
        detail.isEmpty() ? "" : " ",
        detail,
        since == null ? 0 : since.count);
  }
}
