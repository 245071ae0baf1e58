// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent;

import io.netcheck.agent.check.CheckOutbox;
import io.netcheck.agent.heartbeat.HeartbeatLoop;
import io.netcheck.agent.kernel.KernelWatch;
import io.netcheck.agent.link.LinkTable;
import io.netcheck.agent.link.PlaneWindow;
import io.netcheck.agent.link.ProbeRounds;
import io.netcheck.agent.service.ServiceChecks;
import io.netcheck.agent.service.ServiceWindow;
import io.netcheck.agent.sweep.SweepRunner;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.IntervalStretch;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Builds the heartbeats from the current state of the agent. Thread-safe. */
final class HeartbeatContent implements HeartbeatLoop.Content {
  private final AgentConfig config;
  private final String version;
  private final ProcessClock clock;
  private final LinkTable table;
  private final ProbeRounds rounds;
  private final PlaneWindow planes;
  private final ServiceChecks services;
  private final KernelWatch kernel;
  private final CheckOutbox checks;
  private final SweepRunner sweep;
  private final Runnable turned;
  private ServiceWindow offeredServices;
  private final String instance;
  private final long startNanos;
  private long sequence;
  private long windowSinceNanos;
  private long offeredNanos;
  private Duration acceptedPauses = Duration.ZERO;
  private Duration offeredPauses = Duration.ZERO;

  /**
   * @param turned called for each heartbeat
   */
  HeartbeatContent(
      AgentConfig config,
      String version,
      ProcessClock clock,
      LinkTable table,
      ProbeRounds rounds,
      ServiceChecks services,
      KernelWatch kernel,
      CheckOutbox checks,
      SweepRunner sweep,
      Runnable turned) {
    this.config = config;
    this.version = version;
    this.clock = clock;
    this.table = table;
    this.rounds = rounds;
    this.planes = new PlaneWindow(table, clock);
    this.services = services;
    this.kernel = kernel;
    this.checks = checks;
    this.sweep = sweep;
    this.turned = turned;
    this.offeredServices = services.window();
    this.instance = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    this.startNanos = clock.nanoTime();
    this.windowSinceNanos = startNanos;
  }

  @Override
  public synchronized Heartbeat next(boolean goodbye) {
    turned.run();
    offeredNanos = clock.nanoTime();
    offeredServices = services.window();
    offeredPauses = rounds.pauses().time();
    return new Heartbeat(
        config.id(),
        config.zone(),
        version,
        instance,
        Duration.ofNanos(offeredNanos - startNanos),
        ++sequence,
        goodbye,
        clock.instant(),
        config.heartbeatInterval(),
        IntervalStretch.NONE,
        config.endpoint(),
        table.peers().generation(),
        rounds.progress().completed(),
        Duration.ofNanos(offeredNanos - windowSinceNanos),
        offeredPauses.minus(acceptedPauses),
        false,
        planes.offer(),
        offeredServices.services(),
        offeredServices.dns(),
        kernel.hints(),
        checks.offer(),
        Optional.of(sweep.offer()));
  }

  @Override
  public synchronized void accepted() {
    windowSinceNanos = offeredNanos;
    acceptedPauses = offeredPauses;
    planes.accept();
    services.accepted(offeredServices);
    checks.accepted();
    sweep.accepted();
  }
}
