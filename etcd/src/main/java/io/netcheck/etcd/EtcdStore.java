// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.client.SharedClients;
import io.netcheck.exporter.store.Store;
import io.netcheck.exporter.store.StoreStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares the clients with other exporters through etcd, on its own thread. Each exporter answers
 * from its own memory. etcd only carries changes from one exporter to the others, and the state to
 * exporters that start later.
 */
public final class EtcdStore implements Store {
  private static final Logger LOG = LoggerFactory.getLogger(EtcdStore.class);

  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);
  private static final Duration GOODBYE = Duration.ofSeconds(5);

  private final EtcdStoreConfig config;
  private final SharedClients clients;
  private final EtcdJournal journal;
  private final KnownRevisions revisions;
  private final ExternalExchange external;
  private final StoreStatus status;
  private final ProcessClock clock;
  private final Thread thread;
  private final EtcdLease lease;
  private volatile boolean closed;

  /** Until when the ages of clients that only other exporters hear are known to be right. */
  private long heldNanos;

  /** When other exporters could be heard last. */
  private long provenNanos;

  private Duration pause = SHORTEST_PAUSE;
  private @Nullable EtcdSession session;

  EtcdStore(
      EtcdStoreConfig config,
      SharedClients clients,
      EtcdJournal journal,
      KnownRevisions revisions,
      ExternalExchange external,
      StoreStatus status,
      ProcessClock clock) {
    this.config = config;
    this.clients = clients;
    this.journal = journal;
    this.revisions = revisions;
    this.external = external;
    this.status = status;
    this.clock = clock;
    this.lease = new EtcdLease(clients.memory(), clock);
    this.heldNanos = clock.nanoTime();
    this.provenNanos = heldNanos;
    // Before the first heartbeat this exporter should know what an earlier one knew.
    begin();
    thread = Thread.ofPlatform().name("state-etcd").daemon().start(this::run);
  }

  private void run() {
    while (!closed) {
      try {
        if (session == null) {
          Thread.sleep(jittered(pause));
          begin();
        } else {
          session.step(LOOK);
          proven(session);
        }
      } catch (IOException e) {
        lose(String.valueOf(e.getMessage()));
      } catch (InterruptedException _) {
        break;
      } catch (RuntimeException e) {
        LOG.error("store failed kind=etcd", e);
        lose(e.toString());
      }
    }
    end();
  }

  private static Duration jittered(Duration pause) {
    return pause.plusMillis(ThreadLocalRandom.current().nextLong(250));
  }

  private void begin() {
    hold();
    EtcdSession begun = null;
    try {
      begun =
          new EtcdSession(
              new EtcdConnection(config),
              lease,
              clients,
              journal,
              revisions,
              external,
              status,
              clock);
      begun.open(this::hold, isDeaf());
      proven(begun);
      session = begun;
      pause = SHORTEST_PAUSE;
      journal.connected(true);
    } catch (IOException | RuntimeException e) {
      if (begun != null) {
        begun.close();
      }
      hold();
      status.failed(e instanceof IOException ? String.valueOf(e.getMessage()) : e.toString());
      Duration next = pause.multipliedBy(2);
      pause = next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
    }
  }

  private void proven(EtcdSession by) {
    provenNanos = by.provenNanos();
    heldNanos = provenNanos;
  }

  /**
   * Whether other exporters were not heard for so long that their keys of forgotten clients have
   * expired. Clients that only those exporters hear do not age meanwhile, so they are still here.
   */
  private boolean isDeaf() {
    return clock.since(provenNanos).compareTo(lease.ttl()) > 0;
  }

  private void lose(String problem) {
    status.failed(problem);
    journal.connected(false);
    if (session != null) {
      session.close();
      session = null;
    }
    hold();
  }

  /** Stops the aging of clients for the time in which other exporters could not report them. */
  private void hold() {
    long now = clock.nanoTime();
    Duration unheard = Duration.ofNanos(Math.max(0, now - heldNanos));
    clients.hold(unheard);
    external.hold(unheard);
    heldNanos = now;
  }

  private void end() {
    if (session != null) {
      try {
        session.flush();
      } catch (IOException e) {
        LOG.info("state not written at the end store=etcd problem=\"{}\"", e.getMessage());
      } finally {
        session.close();
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      if (!thread.join(GOODBYE)) {
        thread.interrupt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
