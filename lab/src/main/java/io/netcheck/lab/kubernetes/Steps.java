// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.kubernetes;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All steps, in the order in which they are played on one cluster. */
final class Steps {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String POD_AGENTS = "daemonset/netcheck-agent-pod";
  private static final String EXPORTER = "deployment/netcheck-exporter";
  private static final String NODE_CONDITION = "node-condition";
  private static final String NODE_EVENTS = "node-events";
  private static final String LIMIT = "--timeout=4m";

  static final List<Step> ALL =
      List.of(
          Step.quiet(
              "install",
              "helm installs the chart into a namespace that enforces Pod Security *restricted*",
              Steps::install),
          Step.quiet(
              "helm-test",
              "`helm test` succeeds",
              stage -> stage.operator().helm("test", Operator.RELEASE, LIMIT)),
          Step.fault(
              "node-cut",
              "the cable of a node without an exporter is cut",
              "node_unreachable " + Step.OTHER,
              stage -> stage.cluster().cable(stage.other(), false),
              stage -> stage.cluster().cable(stage.other(), true)),
          Step.quiet(
              NODE_CONDITION,
              "the exporters begin to write Events and the condition of Nodes",
              stage -> {
                upgrade(
                    stage,
                    "--set=exporter.kubernetes.nodeEvents=true",
                    "--set=exporter.kubernetes.nodeCondition=true");
                reachable(stage, "True", "--all");
              }),
          Step.fault(
              NODE_EVENTS,
              "after `node-condition`: a node is cut off, and its Node says so",
              "node_unreachable " + Step.OTHER,
              stage -> {
                stage.cluster().cable(stage.other(), false);
                reachable(stage, "False", stage.other().name());
              },
              stage -> {
                stage.cluster().cable(stage.other(), true);
                reachable(stage, "True", stage.other().name());
                ClusterCondition hasEvents =
                    () ->
                        stage
                            .operator()
                            .read("/api/v1/namespaces/default/events")
                            .findValuesAsText("reason")
                            .containsAll(List.of("NodeUnreachable", "NodeUnreachableOver"));
                hasEvents.await("there are Events about " + stage.other().name(), PATIENCE);
              }),
          new Step(
              "drain",
              "the node of an exporter is drained",
              List.of(),
              "",
              stage ->
                  stage
                      .operator()
                      .kubectl(
                          "drain",
                          stage.withExporter().name(),
                          "--ignore-daemonsets",
                          "--delete-emptydir-data",
                          LIMIT),
              stage -> stage.operator().kubectl("uncordon", stage.withExporter().name())),
          Step.quiet(
              "node-deleted",
              "the Node object of a node is deleted, and its kubelet registers it again",
              Steps::deleteNode),
          Step.quiet(
              "agents-rolled",
              "the DaemonSet of the agents is restarted",
              stage -> {
                stage.operator().netcheck("rollout", "restart", POD_AGENTS);
                complete(stage);
              }),
          Step.quiet(
              "upgrade",
              "helm changes both workloads and adds host agents, and rolls back",
              Steps::upgradeAndRollBack),
          new Step(
              "role-revoked",
              "the role of the exporter is taken away",
              List.of(),
              "tokenreviews",
              stage ->
                  stage
                      .operator()
                      .kubectl("delete", "clusterrolebinding", "netcheck-netcheck-exporter"),
              stage -> upgrade(stage)),
          Step.quiet(
              "api-restarted",
              "the API server is killed and started again",
              stage -> stage.cluster().controlPlane().restartApiServer()));

  private Steps() {}

  static Optional<Step> named(String name) {
    return ALL.stream().filter(step -> step.name().equals(name)).findFirst();
  }

  /** The steps with these names and those that they need, in the order of all; or all. */
  static List<Step> some(List<String> names) {
    if (names.isEmpty()) {
      return ALL;
    }
    Set<String> wanted = new HashSet<>(names);
    wanted.add(ALL.getFirst().name());
    if (names.contains(NODE_EVENTS)) {
      wanted.add(NODE_CONDITION);
    }
    return ALL.stream().filter(step -> wanted.contains(step.name())).toList();
  }

  private static void install(Stage stage) throws IOException {
    Operator operator = stage.operator();
    operator.kubectl("create", "namespace", Operator.NAMESPACE);
    security(stage, "restricted");
    operator.helm("install", Operator.RELEASE, stage.cluster().chart());
    complete(stage);
  }

  private static void security(Stage stage, String level) throws IOException {
    stage
        .operator()
        .kubectl(
            "label",
            "--overwrite",
            "namespace",
            Operator.NAMESPACE,
            "pod-security.kubernetes.io/enforce=" + level);
  }

  /** Waits until Kubernetes has carried out what it was told. */
  private static void complete(Stage stage) throws IOException {
    for (String workload : List.of(POD_AGENTS, EXPORTER)) {
      stage.operator().netcheck("rollout", "status", workload, LIMIT);
    }
  }

  private static void upgrade(Stage stage, String... values) throws IOException {
    String[] command = {"upgrade", Operator.RELEASE, stage.cluster().chart()};
    String[] all = new String[command.length + values.length];
    System.arraycopy(command, 0, all, 0, command.length);
    System.arraycopy(values, 0, all, command.length, values.length);
    stage.operator().helm(all);
    complete(stage);
  }

  private static void upgradeAndRollBack(Stage stage) throws IOException {
    security(stage, "privileged");
    upgrade(
        stage,
        "--set=podAgent.podAnnotations.step=upgrade",
        "--set=exporter.podAnnotations.step=upgrade",
        "--set=hostAgent.enabled=true");
    stage.operator().netcheck("rollout", "status", "daemonset/netcheck-agent-host", LIMIT);
    stage.operator().helm("rollback", Operator.RELEASE);
    complete(stage);
    security(stage, "restricted");
  }

  /** Waits until these Nodes have this status of Netcheck's condition. */
  private static void reachable(Stage stage, String status, String nodes) throws IOException {
    stage
        .operator()
        .kubectl(
            "wait", "--for=condition=netcheck.io/NetworkReachable=" + status, "node", nodes, LIMIT);
  }

  private static void deleteNode(Stage stage) throws IOException, InterruptedException {
    ClusterNode node = stage.other();
    Operator operator = stage.operator();
    operator.kubectl("delete", "node", node.name());
    String pods =
        "/api/v1/namespaces/%s/pods?fieldSelector=spec.nodeName=%s"
            .formatted(Operator.NAMESPACE, node.name());
    ClusterCondition areGone = () -> operator.read(pods).path("items").isEmpty();
    areGone.await("the pods of " + node.name() + " are gone", PATIENCE);
    node.restartKubelet();
    operator.kubectl("wait", "--for=create", "node/" + node.name(), LIMIT);
    operator.kubectl("wait", "--for=condition=Ready", "node/" + node.name(), LIMIT);
    complete(stage);
  }
}
