// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import io.netcheck.exporter.mesh.Mesh;
import io.netcheck.exporter.mesh.NetworkSummary;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.ProbeKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Kinds of probe that are answered nowhere in a network whose links are up by another kind. */
final class ProbeFaults {
  private static final double NEARLY_ALL = 0.95;
  private static final int FEWEST_LINKS = 2;

  private final Mesh mesh;

  ProbeFaults(Mesh mesh) {
    this.mesh = mesh;
  }

  List<Finding> findings() {
    Map<ProbeKind, Set<Network>> blocked = new EnumMap<>(ProbeKind.class);
    Map<ProbeKind, Set<Network>> used = new EnumMap<>(ProbeKind.class);
    Map<ProbeKind, Integer> silent = new EnumMap<>(ProbeKind.class);
    for (NetworkSummary network : mesh.networks()) {
      network
          .probes()
          .forEach((kind, totals) -> {
            int all = totals.answered() + totals.silent();
            used.computeIfAbsent(kind, _ -> EnumSet.noneOf(Network.class)).add(network.network());
            if (all >= FEWEST_LINKS && totals.silent() >= NEARLY_ALL * all) {
              blocked
                  .computeIfAbsent(kind, _ -> EnumSet.noneOf(Network.class))
                  .add(network.network());
              silent.merge(kind, totals.silent(), Integer::sum);
            }
          });
    }
    List<Finding> findings = new ArrayList<>();
    blocked.forEach((kind, networks) ->
        findings.add(
            new Finding(
                FaultKind.PROBE_BLOCKED,
                kind.label(),
                Words.network(networks, used.getOrDefault(kind, networks)),
                List.of(
                    Words.count(silent.getOrDefault(kind, 0), "link")
                        + " up by other probes get no answer to "
                        + kind),
                0.8,
                kind == ProbeKind.MTU
                    ? "Full-size packets vanish while small ones pass: look at the MTU of the"
                        + " overlay and of the links below it."
                    : "Look for a network policy or a firewall that drops " + kind + ".")));
    return findings;
  }
}
