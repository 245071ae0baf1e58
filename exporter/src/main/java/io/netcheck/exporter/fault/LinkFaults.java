// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import io.netcheck.exporter.mesh.Link;
import io.netcheck.exporter.mesh.LinkColumns;
import io.netcheck.exporter.mesh.Mesh;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.verdict.FaultKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reports failing links that no larger cause explains: one finding for each pair of nodes. */
final class LinkFaults {
  /** So many pairs get a finding of their own; one more finding counts the rest. */
  static final int MOST = 100;

  /** The subject of the finding that counts the rest. */
  static final String OTHERS = "of other nodes";

  private static final double BOTH_WAYS = 0.9;
  private static final double ONE_WAY = 0.8;

  /** Two nodes, the lower index first. */
  private record NodePair(int low, int high) implements Comparable<NodePair> {
    @Override
    public int compareTo(NodePair other) {
      int byLow = Integer.compare(low, other.low);
      return byLow != 0 ? byLow : Integer.compare(high, other.high);
    }
  }

  private static final class Failing {
    final Set<Network> networks = EnumSet.noneOf(Network.class);
    final List<Integer> links = new ArrayList<>(2);
    boolean upward;
    boolean downward;
  }

  private final Mesh mesh;
  private final LinkColumns links;
  private final Map<NodePair, Failing> pairs = new TreeMap<>();

  LinkFaults(Mesh mesh) {
    this.mesh = mesh;
    this.links = mesh.links();
  }

  void add(int link) {
    int source = links.source(link);
    int target = links.target(link);
    Failing failing =
        pairs.computeIfAbsent(
            new NodePair(Math.min(source, target), Math.max(source, target)), _ -> new Failing());
    failing.networks.add(links.plane(link).network());
    failing.links.add(link);
    if (source < target) {
      failing.upward = true;
    } else {
      failing.downward = true;
    }
  }

  List<Finding> findings() {
    Set<Network> measured = MeasuredNetworks.networks(mesh);
    List<Finding> findings = new ArrayList<>();
    pairs.entrySet().stream()
        .limit(MOST)
        .forEach(entry -> findings.add(finding(entry.getKey(), entry.getValue(), measured)));
    if (pairs.size() > MOST) {
      int rest = pairs.values().stream().skip(MOST).mapToInt(failing -> failing.links.size()).sum();
      findings.add(
          new Finding(
              FaultKind.LINK_DOWN,
              OTHERS,
              Finding.ALL,
              List.of(Phrases.count(rest, "further link") + " down between other pairs of nodes"),
              ONE_WAY,
              "So many single links probably have a common cause. Check what they" + " share."));
    }
    return findings;
  }

  private Finding finding(NodePair pair, Failing failing, Set<Network> measured) {
    String low = mesh.nodes().get(pair.low).name();
    String high = mesh.nodes().get(pair.high).name();
    boolean both = failing.upward && failing.downward;
    String subject =
        both ? low + " <-> " + high : failing.upward ? low + " -> " + high : high + " -> " + low;
    return new Finding(
        FaultKind.LINK_DOWN,
        subject,
        Phrases.network(failing.networks, measured),
        evidence(failing.links),
        both ? BOTH_WAYS : ONE_WAY,
        hint(sendersThatFail(failing.links), both));
  }

  /** Sources whose own host failed to send, which the network in between cannot cause. */
  private Set<String> sendersThatFail(List<Integer> failing) {
    Set<String> senders = new TreeSet<>();
    for (int index : failing) {
      Link link = links.link(index);
      if (link.failing().stream()
          .anyMatch(probe -> probe.reason().equals(Optional.of(FailureReason.LOCAL)))) {
        senders.add(link.key().source());
      }
    }
    return senders;
  }

  private static String hint(Set<String> senders, boolean both) {
    if (!senders.isEmpty()) {
      String names = String.join(" and ", senders);
      return "Packets do not leave "
          + names
          + ". Check the routes and the firewall of "
          + names
          + " first.";
    }
    return both
        ? "Both nodes reach other nodes. Check the path between the two, and"
            + " policies that name them."
        : "Only one direction fails. Check for a packet filter or a one-way route"
            + " between the two.";
  }

  private List<String> evidence(List<Integer> failing) {
    Set<ProbeKind> probes = EnumSet.noneOf(ProbeKind.class);
    Optional<FailureReason> reason = Optional.empty();
    for (int index : failing) {
      Link link = links.link(index);
      link.failing().forEach(probe -> probes.add(probe.probe()));
      reason = reason.or(link::reason);
    }
    String kinds =
        probes.isEmpty()
            ? "no probe"
            : String.join(", ", probes.stream().map(ProbeKind::label).toList());
    return List.of(
        probes.isEmpty()
            ? "no probe is answered" + Phrases.because(reason)
            : kinds
                + (probes.size() == 1 ? " gets" : " get")
                + " no answer"
                + Phrases.because(reason));
  }
}
