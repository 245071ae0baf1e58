// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The state of one network as a whole.
 *
 * @param families the same links by IP family; only families in use
 * @param rtt of the links that are up, by their best probe; empty if none was measured
 * @param narrow links whose path carries less than their route promises; empty if there are none
 */
public record NetworkSummary(
    Network network,
    LinkTotals links,
    Map<IpFamily, LinkTotals> families,
    Optional<RttMicros> rtt,
    Optional<NarrowPaths> narrow) {
  public NetworkSummary {
    families = new EnumMap<>(families);
  }
}
