// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.mesh.LinkSide;
import io.netcheck.exporter.mesh.Mesh;
import io.netcheck.exporter.mesh.MeshNode;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.verdict.FaultKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Combines everything that a node is to blame for, in all networks and families, in one finding.
 */
final class NodeFaults {
  /** Added to the confidence if the node's agent is silent as well. */
  private static final double SILENCE = 0.2;

  /**
   * If at least so many nodes, and at least half of all, become silent at once, a common cause is
   * more likely than as many single ones.
   */
  private static final int FEWEST_CUT_OFF = 3;

  private static final double CUT_OFF_CONFIDENCE = 0.6;

  private final Mesh mesh;
  private final Map<Integer, List<NodeBlame>> blames = new TreeMap<>();

  NodeFaults(Mesh mesh) {
    this.mesh = mesh;
  }

  /** Blames nodes for failing links of one plane, and explains these links. */
  void look(PlaneGraph graph) {
    for (NodeBlame blame : NodeBlame.find(mesh, graph)) {
      blames.computeIfAbsent(blame.node(), _ -> new ArrayList<>()).add(blame);
    }
  }

  /** The names of all blamed nodes. */
  Set<String> guilty() {
    Set<String> guilty = new HashSet<>();
    blames.keySet().forEach(node -> guilty.add(mesh.nodes().get(node).name()));
    return guilty;
  }

  List<Finding> findings() {
    List<MeshNode> cutOff =
        blames.entrySet().stream()
            .filter(
                entry -> entry.getValue().stream().anyMatch(blame -> blame.side() == LinkSide.IN))
            .map(entry -> mesh.nodes().get(entry.getKey()))
            .filter(node -> !node.isAlive())
            .toList();
    boolean split = cutOff.size() >= FEWEST_CUT_OFF && 2 * cutOff.size() >= mesh.nodes().size();
    List<Finding> findings = new ArrayList<>();
    if (split) {
      findings.add(cutOff(cutOff));
    }
    Set<MeshNode> named = split ? new HashSet<>(cutOff) : Set.of();
    blames.forEach((index, some) -> {
      MeshNode node = mesh.nodes().get(index);
      if (!named.contains(node)) {
        findings.add(finding(node, some));
      }
    });
    return findings;
  }

  private Finding cutOff(List<MeshNode> nodes) {
    return new Finding(
        FaultKind.CLUSTER_SPLIT,
        Phrases.names(nodes.stream().map(MeshNode::name).toList()),
        Finding.ALL,
        List.of(
            nodes.size()
                + " of "
                + Phrases.count(mesh.nodes().size(), "node")
                + " are unreachable and silent at the same time"),
        CUT_OFF_CONFIDENCE,
        "Check what connects these nodes to the rest, then their power. From"
            + " this side, a network cut and a power cut look the same.");
  }

  private Finding finding(MeshNode node, List<NodeBlame> all) {
    boolean unreachable = all.stream().anyMatch(blame -> blame.side() == LinkSide.IN);
    LinkSide side = unreachable ? LinkSide.IN : LinkSide.OUT;
    List<NodeBlame> some = all.stream().filter(blame -> blame.side() == side).toList();
    NodeBlame worst =
        some.stream()
            .max(
                Comparator.comparingDouble((NodeBlame b) -> b.share().share())
                    .thenComparingInt(b -> b.share().measured())
                    .thenComparing(
                        Comparator.comparingInt((NodeBlame b) -> b.plane().code()).reversed()))
            .orElseThrow();
    Set<Network> failing = EnumSet.noneOf(Network.class);
    Set<IpFamily> families = EnumSet.noneOf(IpFamily.class);
    some.forEach(blame -> {
      failing.add(blame.plane().network());
      families.add(blame.plane().family());
    });
    Set<Network> measured = MeasuredNetworks.networks(node, side);
    List<Client> silent =
        node.clients().stream().filter(c -> node.isSilent(c.id().kind())).toList();
    List<String> evidence = new ArrayList<>();
    evidence.add(observers(worst));
    Set<Network> working = EnumSet.copyOf(measured);
    working.removeAll(failing);
    if (!working.isEmpty()) {
      evidence.add("works in network " + String.join(", ", Phrases.labels(working)));
    }
    if (families.size() == 1 && familiesInUse(failing).size() > 1) {
      evidence.add("only over " + families.iterator().next());
    }
    silent.forEach(client -> evidence.add("agent " + client.id() + " is silent"));
    double confidence = worst.share().confidence();
    return new Finding(
        unreachable ? FaultKind.NODE_UNREACHABLE : FaultKind.NODE_ISOLATED,
        node.name(),
        Phrases.network(failing, measured),
        evidence,
        Math.min(0.99, silent.isEmpty() ? confidence : confidence + SILENCE),
        hint(unreachable, !working.isEmpty(), !silent.isEmpty()));
  }

  private static String observers(NodeBlame blame) {
    NodeShare share = blame.share();
    return switch (blame.side()) {
      case IN ->
          Phrases.of(share.failing(), share.measured(), "observer", "gets", "get")
              + " no answer"
              + Phrases.because(blame.reason());
      case OUT ->
          "it gets no answer from "
              + share.failing()
              + " of "
              + Phrases.count(share.measured(), "node")
              + Phrases.because(blame.reason());
    };
  }

  private Set<IpFamily> familiesInUse(Set<Network> networks) {
    Set<IpFamily> families = EnumSet.noneOf(IpFamily.class);
    mesh.networks().stream()
        .filter(summary -> networks.contains(summary.network()))
        .forEach(summary -> families.addAll(summary.families().keySet()));
    return families;
  }

  private static String hint(boolean unreachable, boolean worksElsewhere, boolean silent) {
    if (!unreachable) {
      return "Check the node's egress rules and routes. Other nodes reach it, but its"
          + " own probes get no answer.";
    }
    if (worksElsewhere) {
      return silent
          ? "The node answers in another network. Check whether its agent is"
              + " running, then the network plugin on this node."
          : "The node answers in another network. Check the network plugin, its"
              + " routes and its policies on this node.";
    }
    return silent
        ? "Check whether the node is powered on, then its link and its switch port."
        : "The node still reports, so it is running. Check its ingress rules and"
            + " the routes back to it.";
  }
}
