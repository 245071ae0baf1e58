// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.auth;

/** How often something may be tried: a burst, and so many more a second. Not thread-safe. */
final class Allowance {
  /**
   * @param burst how many tries there are at most, and at first
   * @param perSecond how many come back in a second
   */
  record Size(double burst, double perSecond) {}

  private final Size size;
  private double left;
  private long refilledNanos;

  Allowance(Size size, long nowNanos) {
    this.size = size;
    this.left = size.burst;
    this.refilledNanos = nowNanos;
  }

  boolean isLeft(long nowNanos) {
    left = Math.min(size.burst, left + (nowNanos - refilledNanos) / 1e9 * size.perSecond);
    refilledNanos = nowNanos;
    return left >= 1;
  }

  void take() {
    left--;
  }

  void giveBack() {
    left = Math.min(size.burst, left + 1);
  }
}
