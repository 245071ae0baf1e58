// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

/**
 * What happens to heartbeats without a cause that anybody should name.
 *
 * @param lost the share that never arrives
 * @param late the share that is late, and can arrive after the agent gave up
 * @param repeated the share that arrives twice, the second time perhaps after a later one
 */
public record HeartbeatWeather(double lost, double late, double repeated) {
  public static final HeartbeatWeather CALM = new HeartbeatWeather(0, 0, 0);

  /** Hardly ever so many in a row that an agent falls silent. */
  public static final HeartbeatWeather ROUGH = new HeartbeatWeather(0.005, 0.05, 0.1);

  static final long MOST_LATE_NANOS = 3_500_000_000L;
  static final long MOST_APART_NANOS = 8_000_000_000L;
}
