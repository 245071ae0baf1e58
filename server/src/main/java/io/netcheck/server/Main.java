// SPDX-License-Identifier: Apache-2.0
package io.netcheck.server;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.Program;
import java.util.List;

/** Runs the exporter as a process. */
public final class Main {
  /** The program {@code netcheck exporter}. */
  public static final Program<ServerConfig> PROGRAM =
      new Program<>(
          "netcheck exporter",
          "receives the agents' heartbeats, sends them their peers, and serves /report and"
              + " /metrics.",
          ServerSettings.ALL,
          ServerConfig::of,
          config -> config.start(ProcessClock.SYSTEM));

  private Main() {}

  public static void main(String[] args) {
    System.exit(PROGRAM.run(List.of(args), System.getenv(), System.out, System.err));
  }
}
