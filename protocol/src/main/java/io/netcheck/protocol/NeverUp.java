// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.time.Duration;

/**
 * A link that was never up since its source probes the present address of its target. In another
 * life of its source's process, or at another address of its target, it may have been up.
 *
 * @param row of the link in its plane
 * @param time for how long its source has probed that address
 */
public record NeverUp(int row, Duration time) {
  public NeverUp {
    if (row < 0 || time.isNegative()) {
      throw new IllegalArgumentException("row " + row + ", time " + time);
    }
  }
}
