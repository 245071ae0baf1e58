// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.check;

import io.netcheck.daemon.TokenBucket;
import java.time.Duration;

/**
 * What an agent does for the exporter at most, whatever the exporter asks. The exporter has limits
 * of its own, but it may be compromised.
 */
final class CheckLimits {
  /** Orders at once, and then one in five seconds. */
  static final TokenBucket.Rate ORDERS = new TokenBucket.Rate(Duration.ofSeconds(5), 6);

  /** Orders that wait while one is done. */
  static final int WAITING = 4;

  /** Packets of one order, without those of traces. */
  static final int PACKETS = 500;

  /** From one packet to the next, so at most 50 a second. */
  static final Duration PACKET_PAUSE = Duration.ofMillis(20);

  /** From one attempt of a probe to its next, or a single lost moment would look like much loss. */
  static final Duration ATTEMPT_PAUSE = Duration.ofMillis(100);

  /** For the outcomes after the last packet: the longest trace takes less. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private CheckLimits() {}
}
