// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts.storm;

import static io.netcheck.alerts.storm.SimulatedCluster.AT;

import io.netcheck.alerts.FaultSample;
import io.netcheck.verdict.FaultKind;
import java.util.List;
import java.util.Map;

/**
 * A cluster with a fault, and how often an alert of each name begins to fire, without the common
 * prefix.
 */
record Scenario(SimulatedCluster cluster, Map<String, Integer> expected) {
  private static final FaultSample NODE_2 =
      FaultSample.node(FaultKind.NODE_UNREACHABLE, "n2", "n2");
  private static final FaultSample NODE_5 =
      FaultSample.node(FaultKind.NODE_UNREACHABLE, "n5", "n5");

  private static SimulatedCluster six(String name) {
    return new SimulatedCluster(name, 6, 5);
  }

  private static SimulatedCluster two(String name) {
    return new SimulatedCluster(name, 2, 1);
  }

  private static SimulatedCluster fifty(String name) {
    return new SimulatedCluster("fifty: " + name, 50, 24);
  }

  private static boolean crosses(int source, int target) {
    return source <= 3 != target <= 3;
  }

  static List<Scenario> all() {
    return List.of(
        new Scenario(
            six("a node dies").die(node -> node == 2).shows(NODE_2), Map.of("NodeUnreachable", 1)),
        new Scenario(
            two("one of two nodes dies").die(node -> node == 2).shows(NODE_2),
            Map.of("NodeUnreachable", 1)),
        new Scenario(
            fifty("a node dies").die(node -> node == 2).shows(NODE_2),
            Map.of("NodeUnreachable", 1)),
        new Scenario(
            six("two nodes die").die(node -> node == 2 || node == 5).shows(NODE_2).shows(NODE_5),
            Map.of("NodeUnreachable", 2)),
        new Scenario(
            six("a node dies, and three exporters see it")
                .exporters(3)
                .die(node -> node == 2)
                .shows(NODE_2),
            Map.of("NodeUnreachable", 1)),
        new Scenario(
            six("a node dies and comes back").die(node -> node == 2).shows(NODE_2).until(AT + 8),
            Map.of("NodeUnreachable", 1)),
        new Scenario(
            six("the exporter is replaced while a node is dead")
                .die(node -> node == 2)
                .shows(NODE_2)
                .exporterReplaced(AT + 20),
            Map.of("NodeUnreachable", 1)),
        new Scenario(
            six("split in halves")
                .cut(Scenario::crosses)
                .shows(FaultSample.of(FaultKind.CLUSTER_SPLIT, "n4, n5, n6")),
            Map.of("ClusterPartitioned", 1)),
        new Scenario(
            fifty("the overlay is down")
                .cut((source, target) -> true)
                .shows(FaultSample.of(FaultKind.NETWORK_DOWN, "network pod")),
            Map.of("NetworkDown", 1)),
        new Scenario(
            six("a link, both ways")
                .cut((source, target) -> source + target == 3)
                .shows(FaultSample.pair(FaultKind.LINK_DOWN, "n1", " <-> ", "n2")),
            Map.of("LinkDown", 1)),
        new Scenario(
            six("the exporter does not hear three nodes")
                .silence(node -> node > 3)
                .shows(FaultSample.of(FaultKind.EXPORTER_BLIND, "zone b", "zone", "b")),
            Map.of("ExporterBlind", 1)),
        new Scenario(
            six("a link that never worked")
                .cut((source, target) -> source == 1 && target == 2)
                .shows(FaultSample.node(FaultKind.NEVER_WORKED, "n2", "n2")),
            Map.of("NeverReached", 1)),
        new Scenario(
            six("a node joins").shows(FaultSample.node(FaultKind.JOINING, "n6", "n6")), Map.of()),
        new Scenario(
            six("the exporter hears nobody").silence(_ -> true), Map.of("HeartbeatsAbsent", 1)),
        new Scenario(six("the exporter dies").exporterDown(), Map.of("ExporterDown", 1)),
        new Scenario(
            fifty("the node of the exporter dies").die(node -> node == 2).exporterDown(),
            Map.of("ExporterDown", 1, "LinksFailing", 1)),
        new Scenario(
            six("split in halves without an exporter").cut(Scenario::crosses).exporterDown(),
            Map.of("ExporterDown", 1, "LinksFailing", 1)),
        new Scenario(six("the exporter is replaced").exporterReplaced(AT), Map.of()),
        new Scenario(six("a rolling update").rollingUpdate(), Map.of()),
        new Scenario(fifty("nothing"), Map.of()),
        new Scenario(six("").die(node -> node == 2).shows(NODE_2), Map.of("NodeUnreachable", 1)));
  }
}
