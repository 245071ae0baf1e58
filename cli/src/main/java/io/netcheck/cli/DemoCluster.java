// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.agent.Agent;
import io.netcheck.agent.AgentConfig;
import io.netcheck.agent.AgentSettings;
import io.netcheck.daemon.Lifetime;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.StartException;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.exporter.Exporter;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.server.ServerConfig;
import io.netcheck.server.ServerSettings;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A cluster in one process: an exporter and several agents, each on its own loopback address. */
final class DemoCluster implements AutoCloseable {
  /** 127.0.0.11 is the first agent's; the lower ones are left to what else a machine runs. */
  private static final int FIRST_ADDRESS = 11;

  /** The range of all of them, which agent and exporter take only where they are told to. */
  static final String LOOPBACK = "127.0.0.0/8";

  private static final String EXPORTER_ADDRESS = "127.0.0.1";

  private final Lifetime lifetime = new Lifetime();
  private final Deque<Agent> agents = new ArrayDeque<>();
  private final int agentPort;
  private final Exporter exporter;

  /**
   * Starts all of it.
   *
   * @throws StartException if an address cannot be had
   */
  DemoCluster(int agents, int httpPort, int agentPort) {
    this.agentPort = agentPort;
    this.exporter = lifetime.own(exporter(httpPort));
    lifetime.own(this::closeAgents);
    try {
      for (int i = 0; i < agents; i++) {
        this.agents.add(agent(i));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static Exporter exporter(int port) {
    Settings settings =
        new Settings(
            ServerSettings.ALL,
            Map.of(),
            List.of(
                "--http-address=" + EXPORTER_ADDRESS,
                "--http-port=" + port,
                "--cluster=demo",
                "--auth=none",
                "--allowed-cidrs=" + LOOPBACK,
                "--peer-limit=50",
                "--report-interval=0"));
    ServerConfig config = ServerConfig.of(settings);
    if (!settings.problems().isEmpty()) {
      throw new IllegalStateException(settings.problems().toString());
    }
    return config.start(ProcessClock.SYSTEM);
  }

  private Agent agent(int index) {
    Settings settings =
        new Settings(
            AgentSettings.ALL,
            Map.of(),
            List.of(
                "--server-url=" + url(),
                "--node-ip=" + address(index),
                "--allowed-cidrs=" + LOOPBACK,
                "--node-name=" + name(index),
                "--zone=zone-" + (char) ('a' + index % 3),
                "--client-port=" + agentPort));
    AgentConfig config = AgentConfig.read(settings);
    if (!settings.problems().isEmpty()) {
      throw new IllegalStateException(settings.problems().toString());
    }
    return new Agent(config, ProcessClock.SYSTEM);
  }

  static String address(int index) {
    return "127.0.0." + (FIRST_ADDRESS + index);
  }

  static String name(int index) {
    return "demo-" + (index + 1);
  }

  URI url() {
    return URI.create("http://" + EXPORTER_ADDRESS + ":" + exporter.address().getPort());
  }

  int size() {
    return agents.size();
  }

  int agentPort() {
    return agentPort;
  }

  /** The kinds of probe that this host cannot do, with the reasons. */
  Map<ProbeKind, String> leftOut() {
    return agents.getFirst().leftOut();
  }

  /** All agents say goodbye at the same time, because each needs some time for it. */
  private void closeAgents() {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      agents.forEach(agent -> threads.execute(agent::close));
    }
  }

  /** Closes the agents first, so that the exporter hears their goodbyes. */
  @Override
  public void close() {
    lifetime.close();
  }
}
