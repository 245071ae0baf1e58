// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.netchecker;

/**
 * What an agent found of one URL, as it said it; times in milliseconds.
 *
 * @param connectionResult 1 where there was a connection
 * @param httpCode 0 where there was no answer
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
   * What every agent of v1.2.2 sends where it means "not measured": the largest duration in
   * nanoseconds, as milliseconds.
   */
  private static final long UNMEASURED = 9_223_372_036_854L;

  static boolean isMeasured(long millis) {
    return millis >= 0 && millis < UNMEASURED;
  }

  boolean isUp() {
    return connectionResult == 1 && httpCode >= 200 && httpCode < 400;
  }
}
