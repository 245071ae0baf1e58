// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.etcd.EtcdJournal.Forgotten;
import io.netcheck.etcd.EtcdJournal.Heard;
import io.netcheck.etcd.EtcdJournal.Spoken;
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
 * Tells etcd what the journal has: once a second whom this exporter heard, and the record of a
 * client when something of it changed. A client is written, or forgotten, only where both of its
 * keys are as they were last read: so nobody replaces a newer record by an older one, and nobody
 * brings back a client before he has read that it was forgotten. For one thread.
 */
final class EtcdWriter {
  private static final Duration BEAT = Duration.ofSeconds(1);

  /** etcd takes 128 operations and 1.5 MiB in one request, unless it was told otherwise. */
  private static final int MOST_WRITES = 60;

  private static final long MOST_BYTES = 512 * 1024;

  /** The record of a client on its way. */
  private record Draft(ClientId id, ClientRecord record, EtcdWrite write) {}

  private final EtcdConnection connection;
  private final EtcdLease lease;
  private final SharedClients clients;
  private final EtcdJournal journal;
  private final KnownRevisions shelf;
  private final StoreStatus status;
  private final ProcessClock clock;
  private final Consumer<StoredValue> overtaken;
  private long beatNanos;

  /**
   * @param overtaken is given what somebody else wrote meanwhile in place of what was to be written
   */
  EtcdWriter(
      EtcdConnection connection,
      EtcdLease lease,
      SharedClients clients,
      EtcdJournal journal,
      KnownRevisions shelf,
      StoreStatus status,
      ProcessClock clock,
      Consumer<StoredValue> overtaken) {
    this.connection = connection;
    this.lease = lease;
    this.clients = clients;
    this.journal = journal;
    this.shelf = shelf;
    this.status = status;
    this.clock = clock;
    this.overtaken = overtaken;
  }

  /** Whether it is time to say again whom this exporter heard. */
  boolean isBeatDue() {
    return clock.since(beatNanos).compareTo(BEAT) >= 0;
  }

  /** Says whom this exporter heard. */
  void beat() throws IOException {
    Map<Spoken, Heard> heard = journal.heard();
    beatNanos = clock.nanoTime();
    byte[] text = HeardText.of(clients.listening(), heard, beatNanos).write();
    Change change = Change.put(new EtcdKey.Heard(lease.owner()).name(), text, lease());
    send(List.of(new EtcdWrite(List.of(), List.of(change))), 0);
    journal.told(heard);
  }

  /** Says who is known no more, as far as it fits one request; whether there was any. */
  boolean forget() throws IOException {
    List<Forgotten> batch = new ArrayList<>();
    while (batch.size() < MOST_WRITES && !journal.forgotten().isEmpty()) {
      batch.add(journal.forgotten().remove());
    }
    if (batch.isEmpty()) {
      return false;
    }
    try {
      // Not renewed: EtcdStore knows what to think of whom it had no word of for longer.
      long until = connection.grant(lease.ttl());
      List<EtcdWrite> writes = new ArrayList<>();
      for (Forgotten one : batch) {
        writes.add(forget(one, until));
      }
      EtcdWrite.Answer answer = send(writes, 0);
      for (int i = 0; i < batch.size(); i++) {
        ClientId id = batch.get(i).id();
        EtcdWrite.Outcome outcome = answer.each().get(i);
        shelf.clear(id);
        if (outcome.done()) {
          shelf.forget(id, answer.revision());
        }
        // Written meanwhile by somebody who knows more, or forgotten by somebody else.
        outcome.instead().forEach(overtaken);
      }
    } catch (IOException e) {
      journal.forgotten().addAll(batch);
      throw e;
    }
    return true;
  }

  private EtcdWrite forget(Forgotten one, long until) throws IOException {
    return new EtcdWrite(
        guards(one.id()),
        List.of(
            Change.delete(new EtcdKey.Known(one.id()).name()),
            Change.put(new EtcdKey.Forgotten(one.id()).name(), ForgottenText.write(one), until)));
  }

  /** Writes records that changed, as far as they fit one request; whether there were any. */
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
    shelf.clear(id);
    if (outcome.done()) {
      shelf.put(
          id,
          KnownRevisions.Entry.of(revision, draft.record(), clients.freshness(), clock.nanoTime()));
    } else {
      outcome.instead().forEach(overtaken);
      if (shelf.of(id).isEmpty()) {
        // Nobody else has it. If it is still known, after what was read now, it is written anew.
        journal.changed(id);
      }
    }
  }

  /** As much of what changed as fits one request. */
  private List<Draft> drafts() throws IOException {
    List<Draft> drafts = new ArrayList<>();
    long leased = journal.changed().isEmpty() ? 0 : lease();
    long bytes = 0;
    Iterator<ClientId> ids = journal.changed().iterator();
    while (ids.hasNext() && drafts.size() < MOST_WRITES && bytes < MOST_BYTES) {
      ClientId id = ids.next();
      // Before it is read: what changes from now on is a change again.
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
    Optional<KnownRevisions.Entry> there = shelf.of(id);
    return there.isEmpty()
        || !there.get().says(KnownRevisions.Entry.of(0, record, clients.freshness(), now))
        || shelf.isOld(id, there.get(), now);
  }

  private EtcdWrite write(ClientId id, ClientRecord record, long leased) throws IOException {
    return new EtcdWrite(
        guards(id),
        List.of(
            Change.put(new EtcdKey.Known(id).name(), GzipRecords.pack(record), leased),
            Change.delete(new EtcdKey.Forgotten(id).name())));
  }

  private List<Guard> guards(ClientId id) {
    return List.of(
        new Guard(
            new EtcdKey.Known(id).name(),
            shelf.of(id).map(KnownRevisions.Entry::revision).orElse(0L)),
        new Guard(new EtcdKey.Forgotten(id).name(), shelf.forgotten(id)));
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
