// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.netcheck.lab.cluster.CloseStack;
import io.netcheck.lab.scenario.Timeline;
import io.netcheck.lab.wire.LabRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A running cluster: a control plane, and nodes with a container runtime, a kubelet, a proxy for
 * services, pods on a bridge and a name server. Nothing of it is left when it is closed.
 */
final class KubernetesCluster implements AutoCloseable {
  static final int NODES = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final CloseStack parts = new CloseStack();
  private final Path root;
  private final ClusterNetwork network;
  private final ControlPlane controlPlane;
  private final Operator operator;
  private final List<ClusterNode> nodes;

  private KubernetesCluster(Path root, Programs programs, Timeline timeline)
      throws IOException, InterruptedException {
    this.root = root;
    LabRun.sweep();
    LabRun run = parts.add(LabRun.begin());
    // Cleans up on Ctrl-C as well.
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::end));
    try {
      run.controlGroup().create();
      network = new ClusterNetwork(run, NODES);
      Credentials credentials =
          new Credentials(
              run.folder().resolve("credentials"),
              network.places().stream().map(ClusterNetwork.Place::name).toList());
      controlPlane = new ControlPlane(run, network.control(), programs, credentials);
      operator = new Operator(network.control(), programs, credentials, run.folder());
      List<ClusterNode> all = new ArrayList<>();
      for (ClusterNetwork.Place place : network.places()) {
        all.add(new ClusterNode(run, place, programs, credentials));
      }
      nodes = List.copyOf(all);
      await("the API", () -> answers("/readyz"));
      controlPlane.startControllers();
      for (ClusterNode node : nodes) {
        await("the container runtime of " + node.name(), node::hasRuntime);
        node.importImages();
        node.join();
      }
      print(timeline, "every node has the images");
      operator.kubectl("apply", "-f", root.resolve("lab/kubernetes/coredns.yaml").toString());
      await("all nodes ready", () -> readyNodes() == NODES);
      print(timeline, "all nodes are ready");
      operator.kubectl(
          "--namespace=kube-system", "rollout", "status", "daemonset/coredns", "--timeout=3m");
      print(timeline, "the name servers answer");
    } catch (IOException | InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Starts a cluster and waits until all nodes are ready. */
  static KubernetesCluster start(Path root, Programs programs, Timeline timeline)
      throws IOException, InterruptedException {
    return new KubernetesCluster(root, programs, timeline);
  }

  private static void print(Timeline timeline, String text) {
    timeline.print(timeline.now(), "cluster", text);
  }

  private static void await(String what, ClusterCondition condition)
      throws IOException, InterruptedException {
    condition.await(what, PATIENCE);
  }

  private boolean answers(String path) throws IOException {
    return !operator.get(ControlPlane.PROXY + path).isEmpty();
  }

  private int readyNodes() throws IOException {
    int ready = 0;
    for (JsonNode node : operator.read("/api/v1/nodes").path("items")) {
      for (JsonNode condition : node.at("/status/conditions")) {
        if (condition.path("type").asText().equals("Ready")
            && condition.path("status").asText().equals("True")) {
          ready++;
        }
      }
    }
    return ready;
  }

  Operator operator() {
    return operator;
  }

  ControlPlane controlPlane() {
    return controlPlane;
  }

  ClusterNode node(String name) {
    return nodes.stream().filter(node -> node.name().equals(name)).findFirst().orElseThrow();
  }

  List<ClusterNode> nodes() {
    return nodes;
  }

  /** Cuts the cable of a node, or mends it. */
  void cable(ClusterNode node, boolean plugged) throws IOException {
    network.cable(node.place(), plugged);
  }

  String chart() {
    return root.resolve("chart/netcheck").toString();
  }

  private void end() {
    try {
      close();
    } catch (IOException _) {
      // The next lab removes what is left.
    }
  }

  @Override
  public void close() throws IOException {
    parts.close();
  }
}
