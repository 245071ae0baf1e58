// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.IntervalStretch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a store exchanges with a registry: the clients that other exporters, or an earlier process,
 * know. Thread-safe.
 */
public final class SharedClients {
  private static final Logger LOG = LoggerFactory.getLogger(SharedClients.class);

  /** What happened to a record. */
  public enum Learned {
    /** This exporter now knows what the record says. */
    TAKEN,
    /** This exporter knows something that the record does not. */
    AHEAD,
    /** The addresses of the record are not allowed here, or there is no room. */
    REFUSED
  }

  private final ClientRegistry registry;
  private final ClientEntries entries;

  public SharedClients(ClientRegistry registry) {
    this.registry = registry;
    this.entries = registry.entries();
  }

  /**
   * Takes in what an earlier process knew of a client. Must be called before the first heartbeat.
   *
   * @param pause how long no exporter was listening
   */
  public Learned restore(ClientRecord record, Duration pause) {
    return enter(record.restored(pause, freshness()), true);
  }

  /** Adds the time for which earlier processes heard agents, if their knowledge was handed on. */
  public void listenedBefore(Duration listening) {
    registry.listenedBefore(listening);
  }

  /** How long agents were heard, by this exporter and by those whose knowledge it has. */
  public Duration listening() {
    return registry.listening();
  }

  /** Takes in what another exporter knows of a client. */
  public Learned learn(ClientRecord record) {
    return enter(record, false);
  }

  private Learned enter(ClientRecord record, boolean restored) {
    while (true) {
      long now = entries.nowNanos();
      Optional<Boolean> ahead = registry.change(record.id(), entry -> entry.learn(record, now));
      if (ahead.isPresent()) {
        return ahead.get() ? Learned.AHEAD : Learned.TAKEN;
      }
      try {
        entries.config().check(record.holder().last().endpoint());
        ClientEntry entry =
            ClientEntry.known(
                entries.config(),
                record,
                now,
                one -> restored ? Incarnation.restored(one, now) : new Incarnation(one, now));
        if (registry.add(entry)) {
          return Learned.TAKEN;
        }
      } catch (RefusedException e) {
        LOG.warn("client not taken over id={} reason={}", record.id(), e.reason());
        return Learned.REFUSED;
      }
    }
  }

  /** Another exporter heard a heartbeat. One of an unknown instance is ignored. */
  public void heardElsewhere(ClientSighting sighting) {
    registry.change(
        sighting.id(),
        entry -> {
          entry.claims().heardElsewhere(sighting, entries.nowNanos(), entries.clock().instant());
          return true;
        });
  }

  /**
   * Another exporter forgot a client after this heartbeat of {@code instance}. Returns false if
   * this exporter has heard a later one, and so keeps the client.
   */
  public boolean forgottenElsewhere(ClientId id, String instance, long sequence) {
    return forgetIf(id, claims -> claims.isUnheardSince(instance, sequence));
  }

  /**
   * Forgets a client that other exporters no longer know. Returns false if this exporter has heard
   * it itself, and so keeps it.
   */
  public boolean forgetUnlessHeard(ClientId id) {
    return forgetIf(id, IdentityClaims::isHearsay);
  }

  private boolean forgetIf(ClientId id, Predicate<IdentityClaims> condition) {
    return registry
        .change(
            id,
            entry -> {
              boolean forgotten = condition.test(entry.claims());
              if (forgotten) {
                entry.forget();
              }
              return forgotten;
            })
        .orElse(true);
  }

  /** Other exporters could not report for this time, so clients that only they hear do not age. */
  public void hold(Duration time) {
    long nanos = time.toNanos();
    for (ClientId id : entries.ids()) {
      registry.change(
          id,
          entry -> {
            entry.claims().hold(nanos);
            return true;
          });
    }
  }

  /**
   * Another exporter fell silent. It may have ended, and its agents need up to two heartbeats until
   * they find another one: the first one fails with the old connection. So clients that only other
   * exporters heard, and that were fresh, get a whole new period, once until they are heard again.
   */
  public void renew() {
    for (ClientId id : entries.ids()) {
      registry.change(
          id,
          entry -> {
            entry.claims().renew(entries.nowNanos());
            return true;
          });
    }
  }

  /** What is known of one client. */
  public Optional<ClientRecord> record(ClientId id) {
    return entries.change(id, (entry, _) -> entry.known(entries.nowNanos()));
  }

  public List<ClientId> ids() {
    return entries.ids();
  }

  public int size() {
    return entries.size();
  }

  /** A client whose last heartbeat is older than this is not fresh. */
  public Duration freshness() {
    return entries.config().freshness();
  }

  /** How much longer than configured agents are asked to wait now. */
  public IntervalStretch handedOut() {
    return registry.handedOut();
  }

  /** How long a silent client is remembered at most. */
  public Duration memory() {
    return entries.config().forgetAfter().plus(ClientEntry.GRACE);
  }

  /** Counts heartbeats that no exporter has heard. */
  public void countLost(long count) {
    registry.countLost(count);
  }
}
