// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.cluster;

import io.netcheck.lab.wire.LabNetwork;
import io.netcheck.lab.wire.LabNode;
import io.netcheck.lab.wire.LabRun;
import io.netcheck.lab.wire.NetworkNamespace;
import io.netcheck.protocol.AgentKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The agents: one in the host network and one in the pod network of each node. */
public final class AgentProcesses implements AutoCloseable {
  /** The port of every agent. */
  public static final int PORT = 6100;

  private static final String TWIN = "twin";

  private final LabRun run;
  private final LabPlan plan;
  private final Launcher launcher;
  private final Map<String, ChildProcess> children = new LinkedHashMap<>();

  AgentProcesses(LabRun run, LabPlan plan, Launcher launcher) {
    this.run = run;
    this.plan = plan;
    this.launcher = launcher;
  }

  /** Starts or restarts the agent. */
  public void start(AgentKind kind, LabNode node) throws IOException {
    start(kind, node, launcher.agent());
  }

  /** Starts both agents of the node. */
  public void start(LabNode node) throws IOException {
    for (AgentKind kind : AgentKind.values()) {
      start(kind, node);
    }
  }

  /** Ends both agents of the node, which say goodbye. */
  public void terminate(LabNode node) throws IOException {
    for (AgentKind kind : AgentKind.values()) {
      get(kind, node).terminate();
    }
  }

  /** Ends both agents of the node without a goodbye. */
  public void kill(LabNode node) throws IOException {
    for (AgentKind kind : AgentKind.values()) {
      get(kind, node).kill();
    }
  }

  /** Starts an agent whose wall clock is ahead. */
  public void startWithWrongClock(AgentKind kind, LabNode node, Duration ahead) throws IOException {
    List<String> program = launcher.agentBy(ClockAheadAgent.class);
    program.add(ahead.toString());
    start(kind, node, program);
  }

  /** Starts an agent in another network that claims to be the host agent of the node. */
  public void startTwin(LabNode node, NetworkNamespace elsewhere) throws IOException {
    List<String> command = new ArrayList<>(launcher.agent());
    command.addAll(
        List.of(
            "--server-url=http://" + LabNetwork.CONTROL + ":" + Lab.EXPORTER_PORT,
            "--kind=" + AgentKind.HOST.label(),
            "--node-name=" + node.name(),
            "--node-ip=" + LabNetwork.CONTROL,
            "--zone=" + plan.zone(node.number())));
    children.put(TWIN, ChildProcess.start(run, TWIN, elsewhere, command));
  }

  /** Ends the agent of {@link #startTwin}, which says no goodbye. */
  public void endTwin() throws IOException {
    ChildProcess twin = children.remove(TWIN);
    if (twin != null) {
      twin.kill();
    }
  }

  private void start(AgentKind kind, LabNode node, List<String> program) throws IOException {
    List<String> command = new ArrayList<>(program);
    command.addAll(
        List.of(
            "--server-url=http://" + LabNetwork.CONTROL + ":" + Lab.EXPORTER_PORT,
            "--kind=" + kind.label(),
            "--node-name=" + node.name(),
            "--node-ip=" + node.hostIpv4() + "," + node.hostIpv6(),
            "--zone=" + plan.zone(node.number()),
            "--dns-names=" + String.join(",", Lab.NAMES),
            "--dns-resolvers=" + LabNetwork.CONTROL,
            "--services=web=" + WebService.URL));
    if (kind == AgentKind.POD) {
      command.add("--pod-ip=" + node.podIpv4() + "," + node.podIpv6());
    }
    String name = name(kind, node);
    children.put(name, ChildProcess.start(run, name, namespace(kind, node), command));
  }

  private static String name(AgentKind kind, LabNode node) {
    return kind.label() + "-" + node.name();
  }

  private static NetworkNamespace namespace(AgentKind kind, LabNode node) {
    return kind == AgentKind.POD ? node.pod() : node.host();
  }

  static String address(AgentKind kind, LabNode node) {
    return (kind == AgentKind.POD ? node.podIpv4() : node.hostIpv4()) + ":" + PORT;
  }

  public ChildProcess get(AgentKind kind, LabNode node) {
    ChildProcess child = children.get(name(kind, node));
    if (child == null) {
      throw new IllegalArgumentException("no agent was started on " + node.name());
    }
    return child;
  }

  @Override
  public void close() {
    children.values().forEach(ChildProcess::close);
  }
}
