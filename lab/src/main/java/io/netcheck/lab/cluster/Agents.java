// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.cluster;

import io.netcheck.lab.wire.Fabric;
import io.netcheck.lab.wire.Namespace;
import io.netcheck.lab.wire.Node;
import io.netcheck.lab.wire.Run;
import io.netcheck.protocol.AgentKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The agents: on each node one of the host's, and one in the pod network. */
public final class Agents implements AutoCloseable {
  static final int PORT = 6100;

  private final Run run;
  private final LabPlan plan;
  private final Launcher launcher;
  private final Map<String, Child> children = new LinkedHashMap<>();

  Agents(Run run, LabPlan plan, Launcher launcher) {
    this.run = run;
    this.plan = plan;
    this.launcher = launcher;
  }

  /** Starts the agent, or starts it again. */
  public void start(AgentKind kind, Node node) throws IOException {
    start(kind, node, launcher.agent());
  }

  /** Starts an agent whose wall clock is a minute ahead. */
  public void startWithWrongClock(AgentKind kind, Node node) throws IOException {
    start(kind, node, launcher.agentBy(ClockAheadAgent.class));
  }

  private void start(AgentKind kind, Node node, List<String> program) throws IOException {
    List<String> command = new ArrayList<>(program);
    command.addAll(
        List.of(
            "--server-url=http://" + Fabric.CONTROL + ":" + Lab.EXPORTER_PORT,
            "--kind=" + kind.label(),
            "--node-name=" + node.name(),
            "--node-ip=" + node.hostIpv4() + "," + node.hostIpv6(),
            "--zone=" + plan.zone(node.number()),
            "--dns-names=netcheck.lab.test",
            "--dns-resolvers=" + Fabric.CONTROL,
            "--services=alertmanager=http://" + Part.ALERTMANAGER.address() + "/-/healthy"));
    if (kind == AgentKind.POD) {
      command.add("--pod-ip=" + node.podIpv4() + "," + node.podIpv6());
    }
    String name = kind.label() + "-" + node.name();
    children.put(name, Child.start(run, name, namespace(kind, node), command));
  }

  private static Namespace namespace(AgentKind kind, Node node) {
    return kind == AgentKind.POD ? node.pod() : node.host();
  }

  static String address(AgentKind kind, Node node) {
    return (kind == AgentKind.POD ? node.podIpv4() : node.hostIpv4()) + ":" + PORT;
  }

  public Child get(AgentKind kind, Node node) {
    Child child = children.get(kind.label() + "-" + node.name());
    if (child == null) {
      throw new IllegalArgumentException("no agent was started on " + node.name());
    }
    return child;
  }

  @Override
  public void close() {
    children.values().forEach(Child::close);
  }
}
