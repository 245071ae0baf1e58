// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.util.List;

/**
 * Source ports from which datagrams to one target are always lost, while those from other ports are
 * answered. Routers choose among equal paths by the ports, so one of the paths is dead.
 *
 * @param row of the link in its {@link PlaneResults}
 * @param tried how many ports were used often enough to tell, within about a minute
 * @param failing how many of these fail; at least one, and not all
 * @param examples some of the failing ports; at most {@link #MOST_EXAMPLES}
 */
public record FailingPorts(int row, int tried, int failing, List<Integer> examples) {
  public static final int MOST_EXAMPLES = 4;

  /** Many more than an agent uses within a minute. */
  static final int MOST_TRIED = 1_000;

  public FailingPorts {
    examples = List.copyOf(examples);
    if (row < 0
        || failing < 1
        || tried <= failing
        || tried > MOST_TRIED
        || examples.size() > Math.min(failing, MOST_EXAMPLES)) {
      throw new IllegalArgumentException(failing + " of " + tried + " in row " + row);
    }
  }
}
