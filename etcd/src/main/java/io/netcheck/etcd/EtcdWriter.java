// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.etcd.EtcdJournal.ForgottenClient;
import io.netcheck.etcd.EtcdJournal.HeardHeartbeats;
import io.netcheck.etcd.EtcdWrite.Change;
import io.netcheck.etcd.EtcdWrite.Guard;
import io.netcheck.exporter.client.ClientRecord;
import io.netcheck.exporter.client.SharedClients;
import io.netcheck.exporter.store.StoreStatus;
import io.netcheck.protocol.ClientId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes the journal to etcd: once a second the heartbeats that this exporter received, and the
 * record of a client when it changed. It writes or forgets a client only if both keys of the client
 * are as they were last read. So an exporter never replaces a newer record by an older one, and
 * never brings back a client before it has read that the client was forgotten. For one thread.
 */
final class EtcdWriter {
  private static final Duration BEAT = Duration.ofSeconds(1);

  /** By default etcd accepts 128 operations and 1.5 MiB in one request. */
  private static final int MOST_WRITES = 60;

  private static final long MOST_BYTES = 512 * 1024;

  /** The record of a client that is about to be written. */
  private record Draft(ClientId id, ClientRecord record, EtcdWrite write) {}

  private final EtcdConnection connection;
  private final EtcdLease lease;
  private final SharedClients clients;
  private final EtcdJournal journal;
  private final KnownRevisions revisions;
  private final ExternalExchange external;
  private final StoreStatus status;
  private final ProcessClock clock;
  private final Consumer<StoredValue> overtaken;
  private long beatNanos;

  /**
   * @param overtaken called with values that another exporter wrote first
   */
  EtcdWriter(
      EtcdConnection connection,
      EtcdLease lease,
      SharedClients clients,
      EtcdJournal journal,
      KnownRevisions revisions,
      ExternalExchange external,
      StoreStatus status,
      ProcessClock clock,
      Consumer<StoredValue> overtaken) {
    this.connection = connection;
    this.lease = lease;
    this.clients = clients;
    this.journal = journal;
    this.revisions = revisions;
    this.external = external;
    this.status = status;
    this.clock = clock;
    this.overtaken = overtaken;
  }

  /** Whether it is time to report heartbeats again. */
  boolean isBeatDue() {
    return clock.since(beatNanos).compareTo(BEAT) >= 0;
  }

  /** Reports the heartbeats that this exporter received. */
  void beat() throws IOException {
    Map<ClientInstance, HeardHeartbeats> heard = journal.heard();
    beatNanos = clock.nanoTime();
    byte[] text = HeardValue.of(clients.listening(), clients.handedOut(), heard, beatNanos).write();
    Change change = Change.put(new EtcdKey.HeardKey(lease.owner()).name(), text, lease());
    send(List.of(new EtcdWrite(List.of(), List.of(change))), 0);
    journal.told(heard);
    external.tell(this::send, new EtcdKey.ExternalHeardKey(lease.owner()), lease());
  }

  /**
   * Writes records of other protocols, as many as fit one request; returns whether any were due.
   */
  boolean recordExternal() throws IOException {
    boolean any = external.isDue();
    if (any) {
      external.write(this::send, MOST_WRITES, MOST_BYTES, lease());
    }
    return any;
  }

  /** Writes forgotten clients, as many as fit one request; returns whether there were any. */
  boolean forget() throws IOException {
    List<ForgottenClient> batch = new ArrayList<>();
    while (batch.size() < MOST_WRITES && !journal.forgotten().isEmpty()) {
      batch.add(journal.forgotten().remove());
    }
    if (batch.isEmpty()) {
      return false;
    }
    try {
      // This lease is not renewed: EtcdStore.isDeaf() handles exporters that were away for longer.
      long until = connection.grant(lease.ttl());
      List<EtcdWrite> writes = new ArrayList<>();
      for (ForgottenClient one : batch) {
        writes.add(forget(one, until));
      }
      EtcdWrite.Answer answer = send(writes, 0);
      for (int i = 0; i < batch.size(); i++) {
        ClientId id = batch.get(i).id();
        EtcdWrite.Outcome outcome = answer.each().get(i);
        revisions.clear(id);
        if (outcome.done()) {
          revisions.forget(id, answer.revision());
        }
        // Another exporter wrote a newer record meanwhile, or forgot the client.
        outcome.instead().forEach(overtaken);
      }
    } catch (IOException e) {
      journal.forgotten().addAll(batch);
      throw e;
    }
    return true;
  }

  private EtcdWrite forget(ForgottenClient one, long until) throws IOException {
    return new EtcdWrite(
        guards(one.id()),
        List.of(
            Change.delete(new EtcdKey.ClientKey(one.id()).name()),
            Change.put(
                new EtcdKey.ForgottenKey(one.id()).name(), ForgottenValue.write(one), until)));
  }

  /** Writes changed records, as many as fit one request; returns whether there were any. */
  boolean record() throws IOException {
    List<Draft> drafts = drafts();
    if (drafts.isEmpty()) {
      return false;
    }
    try {
      EtcdWrite.Answer answer = send(drafts.stream().map(Draft::write).toList(), drafts.size());
      for (int i = 0; i < drafts.size(); i++) {
        settle(drafts.get(i), answer.revision(), answer.each().get(i));
      }
    } catch (IOException e) {
      drafts.forEach(draft -> journal.changed(draft.id()));
      throw e;
    }
    return true;
  }

  private void settle(Draft draft, long revision, EtcdWrite.Outcome outcome) {
    ClientId id = draft.id();
    revisions.clear(id);
    if (outcome.done()) {
      revisions.put(
          id,
          KnownRevisions.Entry.of(revision, draft.record(), clients.freshness(), clock.nanoTime()));
    } else {
      outcome.instead().forEach(overtaken);
      if (revisions.of(id).isEmpty()) {
        // No other exporter has it. If it is still known after this, it is written again.
        journal.changed(id);
      }
    }
  }

  /** Changed records, as many as fit one request. */
  private List<Draft> drafts() throws IOException {
    List<Draft> drafts = new ArrayList<>();
    long leased = journal.changed().isEmpty() ? 0 : lease();
    long bytes = 0;
    Iterator<ClientId> ids = journal.changed().iterator();
    while (ids.hasNext() && drafts.size() < MOST_WRITES && bytes < MOST_BYTES) {
      ClientId id = ids.next();
      // Removed before the record is read, so that a later change is not lost.
      ids.remove();
      Optional<ClientRecord> record = clients.record(id).filter(it -> isNews(id, it));
      if (record.isPresent()) {
        EtcdWrite write = write(id, record.get(), leased);
        drafts.add(new Draft(id, record.get(), write));
        bytes += write.bytes();
      }
    }
    return drafts;
  }

  private boolean isNews(ClientId id, ClientRecord record) {
    long now = clock.nanoTime();
    Optional<KnownRevisions.Entry> there = revisions.of(id);
    return there.isEmpty()
        || !there.get().says(KnownRevisions.Entry.of(0, record, clients.freshness(), now))
        || revisions.isOld(id, there.get(), now);
  }

  private EtcdWrite write(ClientId id, ClientRecord record, long leased) throws IOException {
    return new EtcdWrite(
        guards(id),
        List.of(
            Change.put(new EtcdKey.ClientKey(id).name(), GzipRecords.pack(record), leased),
            Change.delete(new EtcdKey.ForgottenKey(id).name())));
  }

  private List<Guard> guards(ClientId id) {
    return List.of(
        new Guard(
            new EtcdKey.ClientKey(id).name(),
            revisions.of(id).map(KnownRevisions.Entry::revision).orElse(0L)),
        new Guard(new EtcdKey.ForgottenKey(id).name(), revisions.forgotten(id)));
  }

  private long lease() throws IOException {
    try {
      return lease.id(connection);
    } catch (EtcdConnection.LeaseGoneException e) {
      lease.lost();
      throw e;
    }
  }

  private EtcdWrite.Answer send(List<EtcdWrite> writes, int records) throws IOException {
    try {
      EtcdWrite.Answer answer = connection.write(writes);
      status.written(records, writes.stream().mapToLong(EtcdWrite::bytes).sum());
      return answer;
    } catch (EtcdConnection.LeaseGoneException e) {
      lease.lost();
      throw e;
    }
  }
}
