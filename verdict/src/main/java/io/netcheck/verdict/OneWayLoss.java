// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.PacketRow;
import io.netcheck.protocol.PlaneResults;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * On which way datagrams were lost lately, on each link, as evidence of packet loss. Both
 * directions of a link are probed by round trips, which lose as much whichever way loses them; the
 * counts of the responders tell which one does. Not thread-safe.
 */
final class OneWayLoss {
  /** Half of what was lost so long ago still counts. */
  private static final double HALF_LIFE_NANOS = 60e9;

  /** Of fewer losses no share is told. */
  private static final double ENOUGH = 8;

  private static final double FORGOTTEN = 0.5;

  /** From this share on, one way is to blame. */
  private static final double ONE_WAY = 0.8;

  private static final class Ways {
    private double there;
    private double back;
    private long nanos;

    private void age(long nowNanos) {
      double left = Math.pow(0.5, Math.max(0, nowNanos - nanos) / HALF_LIFE_NANOS);
      there *= left;
      back *= left;
      nanos = nowNanos;
    }
  }

  /** By the directed pair of the nodes that probe and are probed. */
  private final Map<Long, Ways> links = new HashMap<>();

  /** Takes in the last heartbeat of an agent. */
  void hear(AgentMemory agent, long nowNanos) {
    for (PlaneResults results : agent.last().planes()) {
      PlaneCells cells = agent.planes[Plane.code(results.network(), results.family())];
      if (cells == null) {
        continue;
      }
      for (PacketRow row : results.packets()) {
        int there = row.counts().there().lost();
        int back = row.counts().back().lost();
        if (row.row() < cells.rows() && (there > 0 || back > 0)) {
          Ways ways =
              links.computeIfAbsent(
                  PairKey.directed(agent.node, cells.targets[row.row()]), _ -> new Ways());
          ways.age(nowNanos);
          ways.there += there;
          ways.back += back;
        }
      }
    }
  }

  /** The findings, each with the way on which packets are lost, if that is known. */
  List<Finding> addTo(List<Finding> findings, NodeStates nodes) {
    if (links.isEmpty()) {
      return findings;
    }
    links
        .values()
        .removeIf(ways -> {
          ways.age(nodes.nanos());
          return ways.there + ways.back < FORGOTTEN;
        });
    return findings.stream().map(finding -> addTo(finding, nodes)).toList();
  }

  private Finding addTo(Finding finding, NodeStates nodes) {
    if (finding.kind() != FaultKind.PACKET_LOSS) {
      return finding;
    }
    FaultPlace place = finding.place();
    Optional<String> words =
        place.node().isEmpty()
            ? place.source().isEmpty() ? Optional.empty() : ofPair(place, nodes)
            : ofNode(place.node(), nodes);
    return words.map(line -> finding.withEvidence(List.of(line))).orElse(finding);
  }

  private Optional<String> ofNode(String name, NodeStates nodes) {
    double in = 0;
    double out = 0;
    for (Map.Entry<Long, Ways> link : links.entrySet()) {
      boolean from = nodes.name(PairKey.first(link.getKey())).equals(name);
      boolean to = nodes.name(PairKey.second(link.getKey())).equals(name);
      if (from != to) {
        in += to ? link.getValue().there : link.getValue().back;
        out += to ? link.getValue().back : link.getValue().there;
      }
    }
    return words(in, "to " + name, out, "from " + name);
  }

  private Optional<String> ofPair(FaultPlace place, NodeStates nodes) {
    double forward = 0;
    double backward = 0;
    for (Map.Entry<Long, Ways> link : links.entrySet()) {
      String source = nodes.name(PairKey.first(link.getKey()));
      String target = nodes.name(PairKey.second(link.getKey()));
      if (source.equals(place.source()) && target.equals(place.target())) {
        forward += link.getValue().there;
        backward += link.getValue().back;
      } else if (source.equals(place.target()) && target.equals(place.source())) {
        forward += link.getValue().back;
        backward += link.getValue().there;
      }
    }
    return words(
        forward,
        "from " + place.source() + " to " + place.target(),
        backward,
        "from " + place.target() + " to " + place.source());
  }

  private static Optional<String> words(double one, String oneWay, double other, String otherWay) {
    double all = one + other;
    if (all < ENOUGH) {
      return Optional.empty();
    }
    double share = one / all;
    if (share >= ONE_WAY || share <= 1 - ONE_WAY) {
      return Optional.of(
          percent(Math.max(share, 1 - share))
              + " of the lost datagrams are lost on the way "
              + (share >= ONE_WAY ? oneWay : otherWay));
    }
    return Optional.of(
        percent(share)
            + " of the lost datagrams are lost on the way "
            + oneWay
            + ", and "
            + percent(1 - share)
            + " "
            + otherWay);
  }

  private static String percent(double share) {
    return Math.round(100 * share) + " %";
  }
}
