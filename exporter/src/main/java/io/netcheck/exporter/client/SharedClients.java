// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.ClientId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clients of a registry as others know them: earlier lives of this process, and other exporters
 * that hear heartbeats of the same agents. Thread-safe.
 */
public final class SharedClients {
  private static final Logger LOG = LoggerFactory.getLogger(SharedClients.class);

  /** What became of a record. */
  public enum Learned {
    /** This exporter knows now what the record says. */
    TAKEN,
    /** It knows something that the record has not. */
    AHEAD,
    /** The record's addresses are not allowed here, or there is no room. */
    REFUSED
  }

  private final ClientRegistry registry;

  public SharedClients(ClientRegistry registry) {
    this.registry = registry;
  }

  /**
   * Takes in what an earlier exporter knew of a client; before the first heartbeat.
   *
   * @param pause for how long nobody listened
   */
  public Learned restore(ClientRecord record, Duration pause) {
    return enter(record.restored(pause, registry.config().freshness()), true);
  }

  /** Exporters whose knowledge was handed on had heard agents for so long. */
  public void listenedBefore(Duration listening) {
    registry.listenedBefore(listening);
  }

  /** For how long agents were heard, by this exporter and by those whose knowledge it has. */
  public Duration listening() {
    return registry.listening();
  }

  /** Takes in what another exporter knows of a client. */
  public Learned learn(ClientRecord record) {
    return enter(record, false);
  }

  private Learned enter(ClientRecord record, boolean restored) {
    while (true) {
      long now = registry.nowNanos();
      Optional<Boolean> ahead = registry.ask(record.id(), row -> row.learn(record, now));
      if (ahead.isPresent()) {
        return ahead.get() ? Learned.AHEAD : Learned.TAKEN;
      }
      try {
        registry.config().check(record.holder().last().endpoint());
        ClientEntry row =
            ClientEntry.known(
                registry.config(),
                record,
                now,
                life -> restored ? Incarnation.restored(life, now) : new Incarnation(life, now));
        if (registry.add(row)) {
          return Learned.TAKEN;
        }
      } catch (RefusedException e) {
        LOG.warn("client not taken over client={} reason={}", record.id(), e.reason());
        return Learned.REFUSED;
      }
    }
  }

  /** Another exporter heard a heartbeat; of a life that is not known here it says nothing. */
  public void heardElsewhere(ClientSighting sighting) {
    registry.ask(
        sighting.id(),
        row -> {
          row.lives().heardElsewhere(sighting, registry.nowNanos(), registry.clock().instant());
          return true;
        });
  }

  /**
   * Another exporter forgot a client, after this life's heartbeat; false where this one has heard
   * something later.
   */
  public boolean forgottenElsewhere(ClientId id, String instance, long sequence) {
    return registry
        .ask(
            id,
            row -> {
              boolean unheard = row.lives().isUnheardSince(instance, sequence);
              if (unheard) {
                row.forget();
              }
              return unheard;
            })
        .orElse(true);
  }

  /**
   * Forgets a client that only others have heard, and of which they know nothing any more; false
   * where this exporter heard it itself.
   */
  public boolean forgetUnlessHeard(ClientId id) {
    return registry
        .ask(
            id,
            row -> {
              boolean hearsay = row.lives().isHearsay();
              if (hearsay) {
                row.forget();
              }
              return hearsay;
            })
        .orElse(true);
  }

  /** For so long others could not say what they heard: their clients grow no older by it. */
  public void hold(Duration time) {
    long nanos = time.toNanos();
    for (ClientId id : registry.ids()) {
      registry.ask(
          id,
          row -> {
            row.lives().hold(nanos);
            return true;
          });
    }
  }

  /** What is known of one client. */
  public Optional<ClientRecord> record(ClientId id) {
    return registry.ask(id, row -> row.known(registry.nowNanos()));
  }

  public List<ClientId> ids() {
    return registry.ids();
  }

  public int size() {
    return registry.size();
  }

  /** A client whose last sign is older than this is not fresh. */
  public Duration freshness() {
    return registry.config().freshness();
  }

  /** How long anything is remembered of a client at most. */
  public Duration memory() {
    return registry.config().forgetAfter().plus(ClientEntry.GRACE);
  }

  /** Heartbeats that nobody has heard after all. */
  public void countLost(long count) {
    registry.countLost(count);
  }
}
