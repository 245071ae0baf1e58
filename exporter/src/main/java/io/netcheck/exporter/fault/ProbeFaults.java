// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import io.netcheck.exporter.mesh.Mesh;
import io.netcheck.exporter.mesh.MeshNode;
import io.netcheck.exporter.mesh.NetworkSummary;
import io.netcheck.exporter.mesh.Plane;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.verdict.FaultKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds kinds of probe that get no answer on links that are up by another kind: everywhere in a
 * network, or at single nodes and links ({@link BlockedProbeFaults}).
 */
final class ProbeFaults {
  private static final double NEARLY_ALL = 0.95;
  private static final int FEWEST_LINKS = 2;

  /** Where one kind of probe gets no answer. */
  private static final class Blocked {
    final Set<Network> used = EnumSet.noneOf(Network.class);
    final Set<Network> everywhere = EnumSet.noneOf(Network.class);
    final Set<Network> somewhere = EnumSet.noneOf(Network.class);
    int silent;
  }

  private final Mesh mesh;
  private final Map<ProbeKind, Blocked> kinds = new EnumMap<>(ProbeKind.class);

  ProbeFaults(Mesh mesh) {
    this.mesh = mesh;
    for (NetworkSummary network : mesh.networks()) {
      network
          .probes()
          .forEach((kind, totals) ->
              add(kinds.computeIfAbsent(kind, _ -> new Blocked()), network.network(), totals));
    }
  }

  private static void add(Blocked blocked, Network network, NetworkSummary.ProbeTotals totals) {
    int all = totals.answered() + totals.silent();
    blocked.used.add(network);
    if (all >= FEWEST_LINKS && totals.silent() >= NEARLY_ALL * all) {
      blocked.everywhere.add(network);
      blocked.silent += totals.silent();
    } else if (totals.silent() > 0) {
      blocked.somewhere.add(network);
    }
  }

  /**
   * @param guilty nodes that are blamed already: probes that fail there are symptoms
   */
  List<Finding> findings(Set<String> guilty) {
    List<Finding> findings = new ArrayList<>();
    kinds.forEach((kind, blocked) -> {
      if (!blocked.everywhere.isEmpty()) {
        findings.add(everywhere(kind, blocked));
      }
    });
    kinds.forEach((kind, blocked) -> {
      // Usually every probe is answered; then this does not walk over the links.
      if (!blocked.somewhere.isEmpty()) {
        BlockedProbeFaults silent = new BlockedProbeFaults(mesh, kind, blocked.used);
        graphs(kind, blocked.somewhere, guilty).forEach(silent::look);
        findings.addAll(silent.findings());
      }
    });
    return findings;
  }

  private static Finding everywhere(ProbeKind kind, Blocked blocked) {
    return new Finding(
        FaultKind.PROBE_BLOCKED,
        kind.label(),
        Phrases.network(blocked.everywhere, blocked.used),
        List.of(
            Phrases.count(blocked.silent, "link") + " up by other probes get no answer to " + kind),
        0.8,
        kind == ProbeKind.MTU
            ? "Full-size packets are lost while small ones pass. Check the path MTU of"
                + " the overlay and of the links below it."
            : "Check for a network policy or a firewall that drops " + kind + ".");
  }

  /** The answers to this kind of probe in each plane of {@code networks}. */
  private Collection<PlaneGraph> graphs(ProbeKind kind, Set<Network> networks, Set<String> guilty) {
    Map<Plane, PlaneGraph> graphs = new TreeMap<>(Comparator.comparingInt(Plane::code));
    mesh.links()
        .eachProbe(
            kind,
            (link, silent) -> {
              Plane plane = mesh.links().plane(link);
              if (networks.contains(plane.network())
                  && !isSymptom(link, kind, plane.network(), guilty)) {
                graphs.computeIfAbsent(plane, _ -> new PlaneGraph(mesh, plane)).add(link, silent);
              }
            });
    return graphs.values();
  }

  /** Whether a blamed node or a silent agent at one end of the link explains the failure. */
  private boolean isSymptom(int link, ProbeKind kind, Network network, Set<String> guilty) {
    MeshNode target = mesh.nodes().get(mesh.links().target(link));
    if (guilty.contains(target.name())
        || guilty.contains(mesh.nodes().get(mesh.links().source(link)).name())) {
      return true;
    }
    // The kernel answers ICMP, and in network node the probe goes to the port of another program.
    boolean asksAgent = kind != ProbeKind.ICMP && network != Network.NODE;
    AgentKind agent = Plane.agents(network);
    return asksAgent && (target.isSilent(agent) || AgentFaults.refuses(target, agent));
  }
}
