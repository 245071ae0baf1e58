// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.netchecker;

/**
 * The result of an agent for one URL, as it reported it; times in milliseconds.
 *
 * @param connectionResult 1 if there was a connection
 * @param httpCode 0 if there was no answer
 */
record HttpProbe(
    String url,
    long connectionResult,
    long httpCode,
    long total,
    long contentTransfer,
    long tcpConnection,
    long dnsLookup,
    long connect,
    long serverProcessing) {
  /**
   * The value that agents of v1.2.2 send for "not measured": the largest duration in nanoseconds,
   * converted to milliseconds.
   */
  private static final long UNMEASURED = 9_223_372_036_854L;

  static boolean isMeasured(long millis) {
    return millis >= 0 && millis < UNMEASURED;
  }

  boolean isUp() {
    return connectionResult == 1 && httpCode >= 200 && httpCode < 400;
  }
}
