// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.client.SharedClients;
import io.netcheck.exporter.store.StoreStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The work of one exporter on one connection to etcd: it first reads everything, and then reads
 * changes and writes its own in turns. For one thread.
 */
final class EtcdSession implements AutoCloseable {
  /** The watch must report our own writes within this time; otherwise it is broken. */
  private static final Duration ECHO = Duration.ofSeconds(5);

  private final EtcdConnection connection;
  private final SharedClients clients;
  private final EtcdJournal journal;
  private final StoreStatus status;
  private final ProcessClock clock;
  private final EtcdReader reader;
  private final EtcdWriter writer;
  private @Nullable EtcdWatch watch;

  EtcdSession(
      EtcdConnection connection,
      EtcdLease lease,
      SharedClients clients,
      EtcdJournal journal,
      KnownRevisions revisions,
      ExternalExchange external,
      StoreStatus status,
      ProcessClock clock) {
    this.connection = connection;
    this.clients = clients;
    this.journal = journal;
    this.status = status;
    this.clock = clock;
    reader = new EtcdReader(clients, journal, revisions, external, lease.owner(), clock);
    writer =
        new EtcdWriter(
            connection, lease, clients, journal, revisions, external, status, clock, reader::take);
  }

  /**
   * Reads everything that etcd has.
   *
   * @param beforeReading run when etcd has accepted a write, so that it can be read
   * @param deaf whether nothing was read for so long that etcd may have lost the keys of forgotten
   *     clients
   */
  void open(Runnable beforeReading, boolean deaf) throws IOException {
    // Writes first, because reading everything is of no use if writes fail.
    writer.beat();
    beforeReading.run();
    long revision = reader.load(connection, deaf);
    watch = connection.watch(revision + 1);
    status.works();
  }

  /** One turn: reads what other exporters wrote, waits at most {@code wait} for it, and writes. */
  void step(Duration wait) throws IOException, InterruptedException {
    for (EtcdEvent event : Objects.requireNonNull(watch, "not open").events(wait)) {
      reader.take(event);
    }
    reader.lookForSilence();
    if (writer.isBeatDue()) {
      writer.beat();
    }
    if (clock.since(reader.echoNanos()).compareTo(ECHO) > 0) {
      throw new IOException("what was written does not come back");
    }
    // Writing all changes can take long. Heartbeats must be reported and read meanwhile.
    while (write() && !writer.isBeatDue()) {
      // Writes the next part.
    }
    clients.countLost(journal.gaps().lost(clock.nanoTime()));
  }

  /** When the watch was last known to work. */
  long provenNanos() {
    return reader.echoNanos();
  }

  /** Writes everything that is left, at the end. */
  void flush() throws IOException {
    writer.beat();
    while (write()) {
      // Writes the next part.
    }
  }

  /** Writes a part of the changes; returns whether there were any. */
  private boolean write() throws IOException {
    boolean forgot = writer.forget();
    boolean recorded = writer.record();
    boolean others = writer.recordExternal();
    return forgot || recorded || others;
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
    connection.close();
  }
}
