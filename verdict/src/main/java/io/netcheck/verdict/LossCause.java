// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

/**
 * Something that loses packets.
 *
 * @param horizon over which the loss is clearest
 * @param sent packets over that horizon
 * @param lost of them
 * @param rate the share of packets that it loses now
 * @param usual the share that everything else loses
 * @param score how much likelier these losses are with this cause than without, in nats
 */
record LossCause(
    Subject subject,
    int horizon,
    double sent,
    double lost,
    double rate,
    double usual,
    double score) {
  /** From this rate on, chance alone takes links down now and then. */
  static final double MUCH = 0.15;

  boolean isMuch() {
    return rate >= MUCH;
  }
}
