// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The results of one agent in one network and one IP family, in columns: row {@code i} of every
 * column is the link to {@code targets.get(i)}.
 *
 * @param up the state of each link: {@link LinkState#code}; handed over, not copied
 * @param failingPorts by row, of those links that have any
 * @param packets by row, of those links on which something happened to datagrams
 */
@SuppressWarnings("ArrayRecordComponent") // thousands a second; see the note on handing over
public record PlaneResults(
    Network network,
    IpFamily family,
    List<String> targets,
    int[] up,
    Map<ProbeKind, ProbeColumn> probes,
    List<FailingPorts> failingPorts,
    List<PacketRow> packets) {
  /** Results without failing ports. */
  public PlaneResults(
      Network network,
      IpFamily family,
      List<String> targets,
      int[] up,
      Map<ProbeKind, ProbeColumn> probes) {
    this(network, family, targets, up, probes, List.of());
  }

  /** Results of links on which every datagram arrived once, in its turn and undamaged. */
  public PlaneResults(
      Network network,
      IpFamily family,
      List<String> targets,
      int[] up,
      Map<ProbeKind, ProbeColumn> probes,
      List<FailingPorts> failingPorts) {
    this(network, family, targets, up, probes, failingPorts, List.of());
  }

  public PlaneResults {
    targets = List.copyOf(targets);
    failingPorts = List.copyOf(failingPorts);
    packets = List.copyOf(packets);
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
    probes = copy;
  }
}
