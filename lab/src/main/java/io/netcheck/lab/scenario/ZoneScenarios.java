// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import io.netcheck.lab.cluster.Lab;
import io.netcheck.lab.wire.LabNode;
import io.netcheck.lab.wire.PacketMatch;
import java.io.IOException;
import java.util.List;

/** A zone, a part of the cluster or a whole network fails. */
final class ZoneScenarios {
  /** Without them, no heartbeat arrives. */
  private static final PacketMatch ANSWERS_OF_EXPORTER = PacketMatch.answersFrom(Lab.EXPORTER_PORT);

  static final List<Scenario> ALL =
      List.of(
          new Scenario(
              "half-split",
              "nodes 1 to 3 and nodes 4 to 6 do not reach each other; exporter and Prometheus reach all",
              InjectedFault.filter(
                  lab -> lab.filter().cut(lab.nodes().subList(0, 3), lab.nodes().subList(3, 6))),
              Expectation.of("cluster_split node-4, node-5, node-6", "NetcheckClusterPartitioned")),
          new Scenario(
              "split-silent",
              "nodes 4 to 6 reach each other and nobody else, neither exporter nor Prometheus",
              InjectedFault.filter(lab -> cutOffFromAll(lab, lab.nodes().subList(3, 6))),
              Expectation.of("cluster_split node-4, node-5, node-6", "NetcheckClusterPartitioned")),
          new Scenario(
              "zone-off",
              "no other zone reaches zone-b, but exporter and Prometheus do",
              InjectedFault.filter(lab -> cutOff(lab, lab.zone('b'))),
              Expectation.of("zone_cut_off zone-b", "NetcheckZonePartitioned{zone=zone-b}")),
          new Scenario(
              "zone-silent",
              "nobody reaches zone-b, neither exporter nor Prometheus",
              InjectedFault.filter(lab -> cutOffFromAll(lab, lab.zone('b'))),
              Expectation.of("zone_cut_off zone-b", "NetcheckZonePartitioned{zone=zone-b}")),
          new Scenario(
              "zone-cut",
              "zone-a and zone-b do not reach each other; zone-c reaches both",
              InjectedFault.filter(lab -> lab.filter().cut(lab.zone('a'), lab.zone('b'))),
              Expectation.of(
                  "zone_pair_down zone-a <-> zone-b",
                  "NetcheckZonePartitioned{source=zone-a,target=zone-b}")),
          new Scenario(
              "zone-one-way",
              "requests from zone-a to zone-b are dropped; answers and the reverse direction pass",
              InjectedFault.filter(
                  lab -> lab.filter().drop(lab.zone('a'), lab.zone('b'), PacketMatch.QUESTIONS)),
              Expectation.of(
                  "zone_pair_down zone-a -> zone-b",
                  "NetcheckZonePartitioned{source=zone-a,target=zone-b}")),
          new Scenario(
              "zone-cut-unheard",
              "zone-a and zone-b do not reach each other, and the exporter is in zone-a",
              InjectedFault.filter(lab -> {
                lab.filter().cut(lab.zone('a'), lab.zone('b'));
                lab.filter().cutFromControl(lab.zone('b'));
              }),
              Expectation.of(
                  "zone_pair_down zone-a <-> zone-b",
                  "NetcheckZonePartitioned{source=zone-a,target=zone-b}")),
          new Scenario(
              "exporter-blind",
              "the heartbeats of zone-b do not reach the exporter; all nodes reach each other",
              InjectedFault.filter(
                  lab -> lab.filter().dropArriving(lab.zone('b'), ANSWERS_OF_EXPORTER)),
              Expectation.of("exporter_blind zone zone-b", "NetcheckExporterBlind{zone=zone-b}")),
          new Scenario(
              "exporter-blind-most",
              "only the heartbeats of node-1 reach the exporter; all nodes reach each other",
              InjectedFault.filter(
                  lab -> lab.filter().dropArriving(lab.nodes().subList(1, 6), ANSWERS_OF_EXPORTER)),
              Expectation.of("exporter_blind most agents", "NetcheckExporterBlind")),
          new Scenario(
              "overlay",
              "no node forwards pod traffic; the host networks work",
              InjectedFault.filter(lab -> lab.filter().dropPodTraffic(lab.nodes())),
              Expectation.of("network_down network pod", "NetcheckNetworkDown")),
          new Scenario(
              "ipv6",
              "IPv6 fails between all nodes, and IPv4 works",
              InjectedFault.filter(
                  lab -> lab.filter().drop(lab.nodes(), lab.nodes(), PacketMatch.IPV6)),
              Expectation.of("network_down IPv6", "NetcheckNetworkDown")));

  private ZoneScenarios() {}

  private static void cutOff(Lab lab, List<LabNode> part) throws IOException {
    lab.filter().cut(part, lab.nodes().stream().filter(node -> !part.contains(node)).toList());
  }

  private static void cutOffFromAll(Lab lab, List<LabNode> part) throws IOException {
    cutOff(lab, part);
    lab.filter().cutFromControl(part);
  }
}
