// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent;

import io.netcheck.agent.check.CheckOutbox;
import io.netcheck.agent.check.CheckRunner;
import io.netcheck.agent.heartbeat.HeartbeatLoop;
import io.netcheck.agent.link.PlaneWindow;
import io.netcheck.agent.peer.ExporterPeers;
import io.netcheck.agent.service.ServiceWindow;
import io.netcheck.agent.sweep.SweepRunner;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatAnswer;
import io.netcheck.protocol.IntervalStretch;
import java.time.Duration;
import java.util.Optional;

/**
 * The heartbeats to one exporter: built from the current state of the agent and from what the
 * exporter has accepted. Thread-safe.
 */
final class HeartbeatContent implements HeartbeatLoop.Content {
  private final HeartbeatSources sources;
  private final int exporter;
  private final PlaneWindow planes;
  private final ExporterPeers.Voice peers;
  private final CheckOutbox checks;
  private final SweepRunner sweep;
  private ServiceWindow acceptedServices = ServiceWindow.NONE;
  private ServiceWindow offeredServices = ServiceWindow.NONE;
  private long sequence;
  private long windowSinceNanos;
  private long offeredNanos;
  private Duration acceptedPauses = Duration.ZERO;
  private Duration offeredPauses = Duration.ZERO;

  /**
   * @param exporter its number, from 0
   * @param checks gets the results of its orders
   * @param sweep does its sweep
   */
  HeartbeatContent(
      HeartbeatSources sources,
      int exporter,
      ExporterPeers.Voice peers,
      CheckOutbox checks,
      SweepRunner sweep) {
    this.sources = sources;
    this.exporter = exporter;
    this.planes = new PlaneWindow(sources.table(), sources.clock(), exporter);
    this.peers = peers;
    this.checks = checks;
    this.sweep = sweep;
    this.windowSinceNanos = sources.startNanos();
  }

  /** Its number. */
  int exporter() {
    return exporter;
  }

  /** What it has got of the peers. */
  ExporterPeers.Voice peers() {
    return peers;
  }

  /** The next heartbeat tells what the next one of {@code other} tells, and has its number. */
  void follow(HeartbeatContent other) {
    synchronized (other) {
      planes.follow(other.planes);
      acceptedServices = other.acceptedServices;
      acceptedPauses = other.acceptedPauses;
      windowSinceNanos = other.windowSinceNanos;
      sequence = other.sequence;
    }
  }

  /** Since when the next heartbeat tells. */
  synchronized long sinceNanos() {
    return windowSinceNanos;
  }

  @Override
  public synchronized Heartbeat next(boolean goodbye) {
    AgentConfig config = sources.config();
    sources.turned().run();
    offeredNanos = sources.clock().nanoTime();
    offeredServices = sources.services().since(acceptedServices);
    offeredPauses = sources.rounds().pauses().time();
    return new Heartbeat(
        config.id(),
        config.zone(),
        sources.version(),
        sources.instance(),
        Duration.ofNanos(offeredNanos - sources.startNanos()),
        ++sequence,
        goodbye,
        sources.clock().instant(),
        config.heartbeatInterval(),
        IntervalStretch.NONE,
        config.endpoint(),
        peers.generation(),
        sources.rounds().progress().completed(),
        Duration.ofNanos(offeredNanos - windowSinceNanos),
        offeredPauses.minus(acceptedPauses),
        false,
        planes.offer(),
        offeredServices.services(),
        offeredServices.dns(),
        sources.kernel().hints(),
        checks.offer(),
        Optional.of(sweep.offer()));
  }

  @Override
  public synchronized void accepted() {
    windowSinceNanos = offeredNanos;
    acceptedPauses = offeredPauses;
    acceptedServices = offeredServices;
    planes.accept();
    sources.services().exporterAnswered();
    checks.accepted();
    sweep.accepted();
  }

  /** Does what the exporter asks, and returns whether the peers changed. */
  boolean took(HeartbeatAnswer answer, CheckRunner runner) {
    runner.take(answer.orders(), checks);
    answer.sweep().ifPresent(sweep::take);
    return peers.heard(answer);
  }
}
