// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.ProbeKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The state of one network as a whole.
 *
 * @param families the same links by IP family; only families in use
 * @param rtt of the links that are up, by their best probe; empty if none was measured
 * @param probes each kind of probe on links that are up; only kinds in use
 */
public record NetworkSummary(
    Network network,
    LinkTotals links,
    Map<IpFamily, LinkTotals> families,
    Optional<RttMicros> rtt,
    Map<ProbeKind, ProbeTotals> probes) {
  public NetworkSummary {
    families = new EnumMap<>(families);
    probes = new EnumMap<>(probes);
  }

  /**
   * One kind of probe on the links that are up.
   *
   * @param silent links on which this kind gets no answer although another kind does; a refusal is
   *     an answer
   */
  public record ProbeTotals(int answered, int silent) {}
}
