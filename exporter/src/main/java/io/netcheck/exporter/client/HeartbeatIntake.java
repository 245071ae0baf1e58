// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Heartbeat;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Enters heartbeats into the entries of their clients. Thread-safe. */
final class HeartbeatIntake {
  private static final Logger LOG = LoggerFactory.getLogger(ClientRegistry.class);

  private final ClientEntries entries;
  private final Supplier<ClusterInventory> inventory;
  private final LongAdder cutHeartbeats = new LongAdder();

  HeartbeatIntake(ClientEntries entries, Supplier<ClusterInventory> inventory) {
    this.entries = entries;
    this.inventory = inventory;
  }

  /** Heartbeats whose results of links did not count, because they had too many targets. */
  long cutHeartbeats() {
    return cutHeartbeats.sum();
  }

  /**
   * Enters one heartbeat, and returns what it changed. The listeners know by then.
   *
   * @param from where it came from, for the log
   * @throws RefusedException if it claims an address that is not allowed, or there is no room for
   *     another client or for what it reports
   */
  IdentityClaims.Effect accept(Heartbeat sent, InetAddress from) throws RefusedException {
    entries.config().check(sent.endpoint());
    Heartbeat heartbeat = withinLimit(sent);
    requireRoom(heartbeat);
    ClientId id = heartbeat.client();
    while (true) {
      Optional<IdentityClaims.Effect> effect =
          entries.change(
              id,
              (entry, events) ->
                  enter(
                      entry,
                      heartbeat.sharingTargets(entry.last(), name -> entries.known(id, name)),
                      from,
                      events));
      if (effect.isPresent()) {
        return effect.get();
      }
      // A client that is not known has nothing to leave.
      if (heartbeat.goodbye() || isAfterlife(heartbeat)) {
        return IdentityClaims.Effect.NONE;
      }
      ClientEntry entry =
          new ClientEntry(
              entries.config(), heartbeat, entries.nowNanos(), entries.clock().instant());
      if (entries.add(
          entry,
          List.of(
              new ClientEvent.Reachable(heartbeat),
              new ClientEvent.Joined(heartbeat, from),
              new ClientEvent.Heard(heartbeat, true, true)))) {
        return IdentityClaims.Effect.JOINED;
      }
    }
  }

  /** Without results of links, if an agent reports more of them than it can have peers. */
  private Heartbeat withinLimit(Heartbeat sent) {
    int most = entries.config().mostTargets();
    int targets = sent.planes().stream().mapToInt(plane -> plane.targets().size()).max().orElse(0);
    if (targets <= most) {
      return sent;
    }
    cutHeartbeats.increment();
    LOG.warn(
        "heartbeat has too many targets id={} targets={} most={}", sent.client(), targets, most);
    return sent.withPlanes(List.of());
  }

  private void requireRoom(Heartbeat heartbeat) throws RefusedException {
    ReportedBytes reported = entries.reported();
    if (reported.isScarce()
        && !reported.haveRoomFor(ReportedBytes.of(heartbeat), entries.size() + 1)) {
      throw new RefusedException(
          RefusedException.Reason.TOO_MUCH_REPORTED,
          "",
          "clients report more than fits into half of the heap, and this one more than others");
    }
  }

  private IdentityClaims.Effect enter(
      ClientEntry entry, Heartbeat heartbeat, InetAddress from, Consumer<ClientEvent> events) {
    long now = entries.nowNanos();
    IdentityClaims.Effect effect = entry.claims().accept(heartbeat, now, entries.clock().instant());
    if (effect.lost() > 0) {
      events.accept(new ClientEvent.HeartbeatsMissed(heartbeat, effect.lost()));
    }
    events.accept(new ClientEvent.Reachable(entry.last()));
    if (!effect.holderBefore().isEmpty()) {
      events.accept(new ClientEvent.HolderChanged(effect.holderBefore(), heartbeat, from));
    }
    if (effect.newDuplicate()) {
      events.accept(new ClientEvent.Duplicated(entry.last().instance(), heartbeat, from));
    }
    entry.announce(now, inventory.get().standing(entry.id()), events);
    if (effect.news() || effect.superseded()) {
      events.accept(new ClientEvent.Heard(heartbeat, effect.news(), entry.isProbing()));
    }
    return effect;
  }

  /**
   * Whether an agent sends from a node that was deleted just now. Most such agents send a few last
   * heartbeats. One that goes on for longer joins again, until it is silent.
   */
  private boolean isAfterlife(Heartbeat heartbeat) {
    NodeDeletion deletion = inventory.get().standing(heartbeat.client()).deletion();
    Duration usual = entries.config().freshness();
    return deletion != null
        && entries
                .clock()
                .since(deletion.nanoTime())
                .compareTo(heartbeat.stretch().of(usual, heartbeat.interval()))
            <= 0;
  }
}
