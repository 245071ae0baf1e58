// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import java.util.concurrent.TimeUnit;

/**
 * How many first packets of a connection were lost, by the time that it took to connect, for
 * systems that do not count them. A SYN is sent again 1, 3 and 7 seconds after the first one (RFC
 * 6298 §2, with the timeout doubled each time), and an answer comes within a fraction of a second.
 */
final class SynRetries {
  private static final long SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(400);
  private static final int MOST = 5;

  private SynRetries() {}

  static int inferred(long connectNanos) {
    for (int retries = MOST; retries > 0; retries--) {
      long since = connectNanos - TimeUnit.SECONDS.toNanos((1L << retries) - 1);
      if (since >= 0) {
        return since <= SLACK_NANOS ? retries : 0;
      }
    }
    return 0;
  }
}
