// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent;

import io.netcheck.agent.memory.UnusedMemory;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.Program;
import java.util.List;

/** The main class of the agent. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Program<AgentConfig> program =
        new Program<>(
            "netcheck agent",
            "probes the other agents from this node and reports to the exporter and Prometheus.",
            AgentSettings.ALL,
            AgentConfig::read,
            config -> {
              UnusedMemory.giveBack();
              return new Agent(config, ProcessClock.SYSTEM);
            });
    System.exit(program.run(List.of(args), System.getenv(), System.out, System.err));
  }
}
