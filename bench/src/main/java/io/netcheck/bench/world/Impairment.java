// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

import io.netcheck.protocol.FailureReason;
import java.util.Optional;

/**
 * What happens to some packets on a route.
 *
 * @param loss the share that is dropped
 * @param delayNanos what the others take longer
 * @param rejection the answer to those that are not delivered; empty if there is none
 */
public record Impairment(
    Route route,
    PacketFilter filter,
    double loss,
    long delayNanos,
    Optional<FailureReason> rejection) {
  public static Impairment drop(Route route, PacketFilter filter) {
    return lose(route, filter, 1);
  }

  public static Impairment lose(Route route, PacketFilter filter, double loss) {
    return new Impairment(route, filter, loss, 0, Optional.empty());
  }

  public static Impairment delay(Route route, PacketFilter filter, long nanos) {
    return new Impairment(route, filter, 0, nanos, Optional.empty());
  }

  public static Impairment reject(Route route, PacketFilter filter, FailureReason reason) {
    return new Impairment(route, filter, 1, 0, Optional.of(reason));
  }
}
