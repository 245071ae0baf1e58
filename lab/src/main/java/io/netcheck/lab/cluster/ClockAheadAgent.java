// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.cluster;

import io.netcheck.agent.Agent;
import io.netcheck.agent.AgentConfig;
import io.netcheck.agent.AgentSettings;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.Program;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The real agent with a wrong wall clock. A time namespace does not help, because it has no wall
 * clock of its own: time_namespaces(7).
 */
public final class ClockAheadAgent {
  private ClockAheadAgent() {}

  /**
   * @param args how far the clock is ahead, and the arguments of the agent
   */
  public static void main(String[] args) {
    Duration by = Duration.parse(args[0]);
    ProcessClock ahead =
        new ProcessClock() {
          @Override
          public long nanoTime() {
            return ProcessClock.SYSTEM.nanoTime();
          }

          @Override
          public Instant instant() {
            return ProcessClock.SYSTEM.instant().plus(by);
          }
        };
    Program<AgentConfig> program =
        new Program<>(
            "netcheck agent",
            "an agent whose clock is ahead.",
            AgentSettings.ALL,
            AgentConfig::read,
            config -> new Agent(config, ahead));
    System.exit(
        program.run(
            List.of(args).subList(1, args.length), System.getenv(), System.out, System.err));
  }
}
