// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

/** A loss that was found, until it has ended. */
final class LastingLoss {
  /** The loss has ended if its end is so much likelier, in nats. */
  private static final double SURE = 5;

  /** Even where nothing is lost otherwise, a packet may be. */
  static final double LEAST_USUAL = 1e-4;

  private LossCause cause;

  /** How much likelier the packets of late are if the loss has ended: Page's cumulative sum. */
  private double ended;

  private final long sinceNanos;

  LastingLoss(LossCause cause, long nanos) {
    this.cause = cause;
    this.sinceNanos = nanos;
  }

  long ageNanos(long nowNanos) {
    return nowNanos - sinceNanos;
  }

  LossCause cause() {
    return cause;
  }

  void update(LossCause now) {
    cause = now;
  }

  void add(int sent, int lost) {
    double usual = Math.max(cause.usual(), LEAST_USUAL);
    double rate = Math.clamp(cause.rate(), 1.5 * usual, 0.99);
    ended += lost * Math.log(usual / rate) + (sent - lost) * Math.log((1 - usual) / (1 - rate));
    ended = Math.max(0, ended);
  }

  /**
   * Whether the loss has ended.
   *
   * @param packets of the last seconds: among many, a run without loss is soon found by chance
   */
  boolean hasEnded(double packets) {
    return ended > SURE + Math.log1p(packets);
  }
}
