// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import io.netcheck.lab.cluster.Lab;
import io.netcheck.lab.wire.LabNode;
import io.netcheck.protocol.AgentKind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Updates, scaling, and failures of the components around the cluster. */
final class OperationScenarios {
  /** A notification about the node has left by then. */
  private static final Duration OUTAGE_BEFORE_REPLACEMENT = Duration.ofSeconds(15);

  /** At a higher speed, keep_firing_for does not last until the new exporter knows the fault. */
  private static final int SPEED_OF_REPLACEMENT = 10;

  private static final Duration UNTIL_PODS_WORK = Duration.ofSeconds(30);

  static final List<Scenario> ALL =
      List.of(
          new Scenario(
              "scale-down",
              "node-6 is removed from the cluster, and its agents say goodbye",
              InjectedFault.of(OperationScenarios::takeOut, OperationScenarios::bringBack),
              Expectation.NOTHING),
          new Scenario(
              "scale-down-abrupt",
              "node-6 is removed without a goodbye, which looks the same as a failure",
              InjectedFault.of(
                  lab -> {
                    lab.prometheus().scrape(lab.nodes().subList(0, 5));
                    NodePower.off(lab, lab.node(6));
                  },
                  lab -> {
                    NodePower.on(lab, lab.node(6));
                    lab.prometheus().scrape(lab.nodes());
                  }),
              Expectation.of("node_unreachable node-6", "NetcheckNodeUnreachable{node=node-6}")),
          new Scenario(
                  "joining",
                  "all agents start anew, and the pod network of node-6 begins to work 30 s later",
                  InjectedFault.of(OperationScenarios::install, lab -> {}),
                  new Expectation(List.of(), List.of(), List.of("joining")))
              .needing(ScenarioRequirement.speedOfAtMost(SPEED_OF_REPLACEMENT)),
          new Scenario(
              "rolling-restart",
              "all agents restart one after the other, as in an update",
              InjectedFault.of(OperationScenarios::restartAll, lab -> {}),
              Expectation.NOTHING),
          new Scenario(
              "rolling-update",
              "the pod agents are replaced one after the other, and each has new addresses",
              InjectedFault.of(OperationScenarios::renumberAll, lab -> {}),
              Expectation.NOTHING),
          new Scenario(
              "exporter-killed",
              "the exporter is killed and not restarted",
              InjectedFault.of(Lab::killExporter, Lab::startExporter),
              new Expectation(List.of(), List.of("NetcheckExporterDown"))),
          new Scenario(
                  "exporter-replaced",
                  "node-4 loses power, and 15 s later the exporter is killed and started again",
                  InjectedFault.of(
                      lab -> {
                        NodePower.off(lab, lab.node(4));
                        Thread.sleep(OUTAGE_BEFORE_REPLACEMENT);
                        lab.replaceExporter();
                      },
                      lab -> NodePower.on(lab, lab.node(4))),
                  Expectation.of("node_unreachable node-4", "NetcheckNodeUnreachable{node=node-4}"))
              .needing(ScenarioRequirement.speedOfAtMost(SPEED_OF_REPLACEMENT)),
          new Scenario(
              "prometheus-restart",
              "Prometheus is restarted",
              InjectedFault.of(lab -> lab.prometheus().restart(), lab -> {}),
              Expectation.NOTHING));

  private OperationScenarios() {}

  private static void takeOut(Lab lab) throws IOException {
    // Like service discovery: an agent that terminates is no longer a target.
    lab.prometheus().scrape(lab.nodes().subList(0, 5));
    lab.agents().terminate(lab.node(6));
  }

  /** All agents are new, so that nobody knows whether the pods of node-6 ever worked. */
  private static void install(Lab lab) throws IOException, InterruptedException {
    for (LabNode node : lab.nodes()) {
      lab.agents().terminate(node);
    }
    lab.filter().dropPodTraffic(List.of(lab.node(6)));
    lab.replaceExporter();
    for (LabNode node : lab.nodes()) {
      lab.agents().start(node);
    }
    Thread.sleep(UNTIL_PODS_WORK);
    lab.filter().clear();
  }

  private static void bringBack(Lab lab) throws IOException {
    lab.agents().start(lab.node(6));
    lab.prometheus().scrape(lab.nodes());
  }

  /** Restarts the next agent when the previous one is ready, like the rollout of a DaemonSet. */
  private static void restartAll(Lab lab) throws IOException, InterruptedException {
    for (AgentKind kind : AgentKind.values()) {
      for (LabNode node : lab.nodes()) {
        lab.agents().get(kind, node).terminate();
        lab.agents().start(kind, node);
        lab.awaitReady(kind, node);
      }
    }
  }

  private static void renumberAll(Lab lab) throws IOException, InterruptedException {
    for (LabNode node : lab.nodes()) {
      lab.agents().get(AgentKind.POD, node).terminate();
      LabNode renumbered = lab.fabric().renumberPod(node);
      lab.prometheus().scrape(lab.nodes());
      lab.agents().start(AgentKind.POD, renumbered);
      lab.awaitReady(AgentKind.POD, renumbered);
    }
  }
}
