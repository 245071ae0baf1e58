// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.check;

import io.netcheck.daemon.TokenBucket;
import java.time.Duration;
import java.util.Optional;

/**
 * How many orders an exporter hands out.
 *
 * @param checksPerMinute checks of users; 0 for none
 * @param tracesPerMinute traces of links of new faults; 0 for none
 */
public record OrderRates(int checksPerMinute, int tracesPerMinute) {
  static Optional<TokenBucket.Rate> rate(int perMinute) {
    return perMinute == 0
        ? Optional.empty()
        : Optional.of(new TokenBucket.Rate(Duration.ofMinutes(1).dividedBy(perMinute), perMinute));
  }
}
