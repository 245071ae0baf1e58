// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

import io.netcheck.daemon.ClockReading;
import io.netcheck.exporter.assess.Assessment;
import io.netcheck.exporter.assess.AssessmentInput;
import io.netcheck.exporter.assess.AssessmentSequence;
import io.netcheck.exporter.client.ClientJournal;
import io.netcheck.exporter.client.ClientRegistry;
import io.netcheck.exporter.client.ClusterInventory;
import io.netcheck.exporter.client.RefusedException;
import io.netcheck.exporter.client.RegistryConfig;
import io.netcheck.exporter.client.ResultListener;
import io.netcheck.exporter.mesh.LossWindow;
import io.netcheck.exporter.topology.LiveTopology;
import io.netcheck.exporter.topology.PeerMembership;
import io.netcheck.protocol.AllowedRanges;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatAnswer;
import io.netcheck.protocol.IntervalStretch;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The real registry and the real assessments of one process of the exporter, put together as the
 * exporter does, and called when its threads would run.
 */
final class ExporterModel implements ResultListener {
  private static final Duration FRESHNESS = Duration.ofSeconds(15);
  private static final Duration FORGET_AFTER = Duration.ofHours(1);
  private static final int MOST_CLIENTS = 20_000;
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final long DUE_NANOS = 900_000_000;
  private static final long DEBOUNCE_NANOS = 100_000_000;
  private static final long NEVER = Long.MAX_VALUE;

  private final SimulatedClock clock;
  private final ClientRegistry clients;
  private final LossWindow loss;
  private final AssessmentSequence sequence;
  private final ClusterInventory inventory;
  private long nextTick;
  private long early = NEVER;
  private long assessed = -SECOND_NANOS;

  ExporterModel(ClusterPlan plan, SimulatedClock clock, ClusterInventory inventory) {
    this.clock = clock;
    this.inventory = inventory;
    PeerMembership membership = new PeerMembership();
    clients =
        new ClientRegistry(
            new RegistryConfig(FRESHNESS, FORGET_AFTER, MOST_CLIENTS, AllowedRanges.PRIVATE),
            clock,
            membership,
            new LiveTopology(membership, plan.peerLimit(), clock),
            this,
            () -> inventory,
            ClientJournal.NONE);
    loss = new LossWindow(clock);
    sequence = new AssessmentSequence(Map.of(), loss);
    nextTick = clock.now() + SECOND_NANOS;
  }

  HeartbeatAnswer accept(Heartbeat heartbeat) throws RefusedException {
    return clients.accept(
        heartbeat,
        heartbeat.endpoint().nodeAddresses().isEmpty()
            ? heartbeat.endpoint().podAddresses().getFirst()
            : heartbeat.endpoint().nodeAddresses().getFirst());
  }

  /** It is so near its limit. */
  void stretch(IntervalStretch asked) {
    IntervalStretch _ = clients.settleStretch();
    clients.handOut(asked);
  }

  @Override
  public void heard(Heartbeat heartbeat) {
    loss.record(heartbeat);
    if (!heartbeat.isEverythingUp()) {
      changed();
    }
  }

  @Override
  public void changed() {
    if (early == NEVER) {
      early = clock.now() + DEBOUNCE_NANOS;
    }
  }

  /** Does what is due; an assessment, if one was made. */
  Optional<Assessment> advance(long now) {
    boolean due = now >= early;
    if (due) {
      early = NEVER;
    }
    if (now >= nextTick) {
      nextTick += SECOND_NANOS;
      clients.tick();
      due |= now - assessed >= DUE_NANOS;
    }
    if (!due) {
      return Optional.empty();
    }
    assessed = now;
    Assessment assessment =
        sequence.next(
            new AssessmentInput(clients.snapshot(inventory), inventory, Optional.empty()),
            ClockReading.of(clock));
    if (!assessment.developing().isEmpty()) {
      changed();
    }
    return Optional.of(assessment);
  }
}
