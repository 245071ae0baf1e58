// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

import io.netcheck.protocol.ClientId;
import java.net.InetAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs refused clients. The reason is a part of the pattern, so that each reason has its own share
 * of the log's limits. Thread-safe.
 */
public final class RefusalLog {
  private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);

  private RefusalLog() {}

  /**
   * @param reason one of a few fixed words
   */
  public static void refused(String reason, InetAddress from) {
    LOG.warn("client refused event=auth reason=" + reason + " address={}", from.getHostAddress());
  }

  /**
   * @param claimed the agent as which the sender reports
   * @param caller what it proved
   */
  public static void refused(
      String reason, InetAddress from, ClientId claimed, AuthenticatedCaller caller) {
    LOG.warn(
        "client refused event=auth reason=" + reason + " address={} claims={} credential={}",
        from.getHostAddress(),
        claimed,
        caller.credential());
  }
}
