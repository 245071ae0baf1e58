// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The results of one agent in one network and one IP family, in columns: row {@code i} of every
 * column is the link to {@code targets.get(i)}.
 *
 * @param up the state of each link: {@link LinkState#code}; handed over, not copied
 * @param failingPorts by row, of those links that have any
 * @param neverUp by row, the links that are not up and never were; empty if the agent does not tell
 * @param packets by row, of those links on which something happened to datagrams
 * @param rerouted rows whose answers have come over a path of another length for a few seconds
 */
@SuppressWarnings("ArrayRecordComponent") // thousands a second; see the note on handing over
public record PlaneResults(
    Network network,
    IpFamily family,
    List<String> targets,
    int[] up,
    Map<ProbeKind, ProbeColumn> probes,
    List<FailingPorts> failingPorts,
    Optional<List<NeverUp>> neverUp,
    List<PacketRow> packets,
    List<Integer> rerouted) {
  /** Results of an agent that does not tell which links were never up. */
  public PlaneResults(
      Network network,
      IpFamily family,
      List<String> targets,
      int[] up,
      Map<ProbeKind, ProbeColumn> probes,
      List<FailingPorts> failingPorts) {
    this(
        network, family, targets, up, probes, failingPorts, Optional.empty(), List.of(), List.of());
  }

  /** Likewise, without failing ports. */
  public PlaneResults(
      Network network,
      IpFamily family,
      List<String> targets,
      int[] up,
      Map<ProbeKind, ProbeColumn> probes) {
    this(network, family, targets, up, probes, List.of());
  }

  /** The same results with another list of the same names. */
  PlaneResults withTargets(List<String> same) {
    return new PlaneResults(
        network, family, same, up, probes, failingPorts, neverUp, packets, rerouted);
  }

  public PlaneResults {
    targets = List.copyOf(targets);
    failingPorts = List.copyOf(failingPorts);
    packets = List.copyOf(packets);
    rerouted = List.copyOf(rerouted);
    neverUp = neverUp.map(List::copyOf);
    if (up.length != targets.size()) {
      throw new IllegalArgumentException("up has another length than targets");
    }
    EnumMap<ProbeKind, ProbeColumn> copy = new EnumMap<>(ProbeKind.class);
    copy.putAll(probes);
    for (ProbeColumn column : copy.values()) {
      if (column.rows() != up.length) {
        throw new IllegalArgumentException("a probe has another length than targets");
      }
    }
    for (FailingPorts ports : failingPorts) {
      if (ports.row() >= up.length) {
        throw new IllegalArgumentException("failing ports of no row");
      }
    }
    for (PacketRow row : packets) {
      if (row.row() >= up.length) {
        throw new IllegalArgumentException("packets of no row");
      }
    }
    for (int row : rerouted) {
      if (row >= up.length) {
        throw new IllegalArgumentException("a rerouted link of no row");
      }
    }
    for (NeverUp link : neverUp.orElse(List.of())) {
      if (link.row() >= up.length) {
        throw new IllegalArgumentException("a link of no row was never up");
      }
    }
    probes = copy;
  }
}
