// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.client.SharedClients;
import io.netcheck.exporter.store.StoreStatus;
import java.io.IOException;
import java.time.Duration;

/**
 * What one exporter does with etcd from a connection to its loss: at the start it reads everything,
 * from then on it reads what changes and writes what it has to tell, by turns. For one thread.
 */
final class EtcdSession implements AutoCloseable {
  /** What was written comes back by the watch; one on which it does not is not believed. */
  private static final Duration ECHO = Duration.ofSeconds(5);

  private final EtcdConnection connection;
  private final SharedClients clients;
  private final EtcdJournal journal;
  private final StoreStatus status;
  private final ProcessClock clock;
  private final EtcdReader reader;
  private final EtcdWriter writer;

  EtcdSession(
      EtcdConnection connection,
      EtcdLease lease,
      SharedClients clients,
      EtcdJournal journal,
      KnownRevisions shelf,
      StoreStatus status,
      ProcessClock clock) {
    this.connection = connection;
    this.clients = clients;
    this.journal = journal;
    this.status = status;
    this.clock = clock;
    reader = new EtcdReader(clients, journal, shelf, lease.owner(), clock);
    writer =
        new EtcdWriter(connection, lease, clients, journal, shelf, status, clock, reader::take);
  }

  /**
   * When it returns, this exporter knows what etcd does.
   *
   * @param beforeReading is run when it is certain that there is something to read
   * @param deaf whether nothing was read for so long that etcd may no longer say who was forgotten
   */
  void open(Runnable beforeReading, boolean deaf) throws IOException {
    // First something is written: where that fails, there is no use in reading it all.
    writer.beat();
    beforeReading.run();
    long revision = reader.load(connection, deaf);
    connection.watch(revision + 1);
    status.works();
  }

  /** One turn: takes in what others wrote, waiting at most so long for it, and writes. */
  void step(Duration wait) throws IOException, InterruptedException {
    for (EtcdEvent event : connection.events(wait)) {
      reader.take(event);
    }
    if (writer.isBeatDue()) {
      writer.beat();
    }
    if (clock.since(reader.echoNanos()).compareTo(ECHO) > 0) {
      throw new IOException("what was written does not come back");
    }
    // However long it takes to write what changed: who is heard has to be said, and read.
    while (write() && !writer.isBeatDue()) {
      // The next part of it.
    }
    clients.countLost(journal.gaps().lost(clock.nanoTime()));
  }

  /** When it was last certain that others can be heard. */
  long provenNanos() {
    return reader.echoNanos();
  }

  /** Writes all there is, at the end. */
  void flush() throws IOException {
    writer.beat();
    while (write()) {
      // The next part of it.
    }
  }

  /** A part of what changed; whether there was any. */
  private boolean write() throws IOException {
    boolean forgot = writer.forget();
    boolean recorded = writer.record();
    return forgot || recorded;
  }

  @Override
  public void close() {
    connection.close();
  }
}
