// SPDX-License-Identifier: Apache-2.0
package io.netcheck.log;

/**
 * Lines that one logger writes for one pattern, and how many of them were left out. Used under the
 * lock of its {@link LineLimiter}.
 */
final class LineKind {
  final LineBudget budget = new LineBudget(LineLimiter.BURST, LineLimiter.PAUSE_NANOS);
  long leftOut;
  long lastLeftOutNanos;

  private final String logger;
  private final String pattern;

  LineKind(String logger, String pattern) {
    this.logger = logger;
    this.pattern = pattern;
  }

  String logger() {
    return logger;
  }

  String pattern() {
    return pattern;
  }
}
