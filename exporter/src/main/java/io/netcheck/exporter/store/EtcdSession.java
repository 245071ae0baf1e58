// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.client.ClientRecord;
import io.netcheck.exporter.client.SharedClients;
import io.netcheck.exporter.client.SharedClients.Learned;
import io.netcheck.exporter.client.Sighting;
import io.netcheck.exporter.store.EtcdConnection.Change;
import io.netcheck.exporter.store.EtcdConnection.Event;
import io.netcheck.exporter.store.EtcdConnection.Stored;
import io.netcheck.exporter.store.EtcdConnection.Write;
import io.netcheck.exporter.store.EtcdJournal.Forgotten;
import io.netcheck.exporter.store.EtcdJournal.Heard;
import io.netcheck.exporter.store.EtcdJournal.Spoken;
import io.netcheck.protocol.ClientId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one exporter does with etcd from a connection to its loss. At the start it reads everything;
 * from then on it follows, and writes: once a second whom it heard, and the record of a client when
 * something of it changed. A record is written over only as it was last read, so that nobody
 * replaces a newer one by an older. For one thread.
 *
 * <p>The keys are those of {@code docs/state.md}.
 */
final class EtcdSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EtcdSession.class);

  private static final String CLIENTS = "clients/";
  private static final String HEARD = "heard/";
  private static final String FORGOTTEN = "forgotten/";

  private static final Duration BEAT = Duration.ofSeconds(1);

  /** What was written comes back by the watch; one on which it does not is not believed. */
  private static final Duration ECHO = Duration.ofSeconds(5);

  /** etcd takes 128 operations and 1.5 MiB in one request, unless it was told otherwise. */
  private static final int MOST_WRITES = 60;

  private static final long MOST_BYTES = 512 * 1024;

  /** Under {@code forgotten/}: the last that was heard of a client. */
  private record ForgottenText(String instance, long sequence) {}

  /** The record of a client on its way. */
  private record Draft(ClientId id, ClientRecord record, Write write) {}

  private final EtcdConnection connection;
  private final EtcdLease lease;
  private final SharedClients clients;
  private final EtcdJournal journal;
  private final Shelf shelf;
  private final StoreStatus status;
  private final ProcessClock clock;
  private long beatNanos;
  private long echoNanos;

  EtcdSession(
      EtcdConnection connection,
      EtcdLease lease,
      SharedClients clients,
      EtcdJournal journal,
      Shelf shelf,
      StoreStatus status,
      ProcessClock clock) {
    this.connection = connection;
    this.lease = lease;
    this.clients = clients;
    this.journal = journal;
    this.shelf = shelf;
    this.status = status;
    this.clock = clock;
  }

  /**
   * When it returns, this exporter knows what etcd does.
   *
   * @param beforeReading is run when it is certain that there is something to read
   */
  void open(Runnable beforeReading) throws IOException {
    // First something is written: where that fails, there is no use in reading it all.
    beat();
    beforeReading.run();
    long revision = load();
    connection.watch(revision + 1);
    echoNanos = clock.nanoTime();
    status.works();
  }

  /** One turn: takes in what others wrote, waiting at most so long for it, and writes. */
  void step(Duration wait) throws IOException, InterruptedException {
    for (Event event : connection.events(wait)) {
      take(event);
    }
    if (clock.since(beatNanos).compareTo(BEAT) >= 0) {
      beat();
    }
    if (clock.since(echoNanos).compareTo(ECHO) > 0) {
      throw new IOException("what was written does not come back");
    }
    writeForgotten();
    writeChanged();
    clients.countLost(journal.gaps().lost(clock.nanoTime()));
  }

  /** When it was last certain that others can be heard. */
  long provenNanos() {
    return echoNanos;
  }

  // Reading

  private long load() throws IOException {
    shelf.clear();
    Set<ClientId> found = new HashSet<>();
    boolean first = clients.size() == 0;
    long revision = connection.list(CLIENTS, 0, stored -> restore(stored, found));
    if (first && !found.isEmpty()) {
      Duration[] longest = {Duration.ZERO};
      connection.list(HEARD, revision, stored -> longest[0] = longer(longest[0], stored));
      clients.listenedBefore(longest[0]);
      LOG.info("state restored clients={} store=etcd", clients.size());
    }
    connection.list(
        FORGOTTEN,
        revision,
        stored -> {
          if (id(stored.key(), FORGOTTEN).filter(id -> !found.contains(id)).isPresent()) {
            takeForgotten(stored);
          }
        });
    clients.ids().stream().filter(id -> !found.contains(id)).forEach(journal::changed);
    return revision;
  }

  private void restore(Stored stored, Set<ClientId> found) {
    client(stored)
        .ifPresent(record -> {
          found.add(record.id());
          put(stored, record);
          changedIf(clients.restore(record, Duration.ZERO), record.id());
        });
  }

  private void changedIf(Learned learned, ClientId id) {
    if (learned == Learned.AHEAD) {
      journal.changed(id);
    }
  }

  private static Duration longer(Duration than, Stored heard) {
    try {
      Duration its = Duration.ofMillis(HeardText.read(heard.value()).listeningMs());
      return its.compareTo(than) > 0 ? its : than;
    } catch (IOException _) {
      return than;
    }
  }

  private void take(Event event) throws IOException {
    switch (event) {
      case Event.Put put -> take(put.stored());
      case Event.Gone gone -> id(gone.key(), CLIENTS).ifPresent(this::takeGone);
      case Event.End end -> throw new IOException(end.problem());
    }
  }

  private void take(Stored stored) {
    if (stored.key().startsWith(CLIENTS)) {
      takeClient(stored);
    } else if (stored.key().startsWith(FORGOTTEN)) {
      takeForgotten(stored);
    } else if (stored.key().equals(HEARD + lease.owner())) {
      echoNanos = clock.nanoTime();
    } else if (stored.key().startsWith(HEARD)) {
      takeHeard(stored);
    }
  }

  private void takeClient(Stored stored) {
    client(stored)
        .ifPresent(record -> {
          boolean own =
              shelf.of(record.id()).filter(it -> it.revision() >= stored.revision()).isPresent();
          if (!own) {
            put(stored, record);
            changedIf(clients.learn(record), record.id());
          }
        });
  }

  private void put(Stored stored, ClientRecord record) {
    shelf.put(
        record.id(),
        Shelf.Entry.of(stored.revision(), record, clients.freshness(), clock.nanoTime()));
  }

  /** Forgotten, as another event says, or its lease ran out: then it is written again. */
  private void takeGone(ClientId id) {
    shelf.remove(id);
    journal.changed(id);
  }

  private void takeForgotten(Stored stored) {
    Optional<ClientId> id = id(stored.key(), FORGOTTEN);
    try {
      ForgottenText text = RecordLines.JSON.readValue(stored.value(), ForgottenText.class);
      if (id.isPresent()
          && !clients.forgottenElsewhere(id.get(), text.instance(), text.sequence())) {
        journal.changed(id.get());
      }
    } catch (IOException e) {
      notUnderstood(stored, e);
    }
  }

  private void takeHeard(Stored stored) {
    try {
      for (HeardText.Item item : HeardText.read(stored.value()).heard()) {
        Optional<ClientId> id = item.id();
        if (id.isPresent() && !item.sequences().isEmpty()) {
          journal.gaps().heard(id.get(), item.instance(), item.sequences());
          long latest = Collections.max(item.sequences());
          clients.heardElsewhere(
              new Sighting(id.get(), item.instance(), latest, item.age(), item.probing()));
        }
      }
    } catch (IOException e) {
      notUnderstood(stored, e);
    }
  }

  /** The client that is stored; what is something else is written over, once there is one. */
  private Optional<ClientRecord> client(Stored stored) {
    Optional<ClientId> id = id(stored.key(), CLIENTS);
    try {
      ClientRecord record = Packed.client(stored.value());
      if (id.equals(Optional.of(record.id()))) {
        return Optional.of(record);
      }
    } catch (IOException e) {
      notUnderstood(stored, e);
    }
    id.ifPresent(its -> {
      shelf.put(its, Shelf.Entry.unknown(stored.revision()));
      journal.changed(its);
    });
    return Optional.empty();
  }

  private static void notUnderstood(Stored stored, IOException e) {
    LOG.debug("state not understood revision={} problem={}", stored.revision(), e.getMessage());
  }

  private static Optional<ClientId> id(String key, String folder) {
    return key.startsWith(folder)
        ? HeardText.clientId(key.substring(folder.length()))
        : Optional.empty();
  }

  // Writing

  /** Writes all there is, at the end. */
  void flush() throws IOException {
    beat();
    writeForgotten();
    writeChanged();
  }

  private void beat() throws IOException {
    Map<Spoken, Heard> heard = journal.heard();
    beatNanos = clock.nanoTime();
    byte[] text = HeardText.of(clients.listening(), heard, beatNanos).write();
    Change change = new Change(HEARD + lease.owner(), Optional.of(text), lease());
    send(List.of(new Write(Optional.empty(), List.of(change))), 0);
    journal.told(heard);
  }

  private long lease() throws IOException {
    try {
      return lease.id(connection);
    } catch (EtcdConnection.LeaseGoneException e) {
      lease.lost();
      throw e;
    }
  }

  private EtcdConnection.Answer send(List<Write> writes, int records) throws IOException {
    try {
      EtcdConnection.Answer answer = connection.write(writes);
      status.written(records, writes.stream().mapToLong(Write::bytes).sum());
      return answer;
    } catch (EtcdConnection.LeaseGoneException e) {
      lease.lost();
      throw e;
    }
  }

  private void writeForgotten() throws IOException {
    List<Forgotten> batch = new ArrayList<>();
    while (batch.size() < MOST_WRITES && !journal.forgotten().isEmpty()) {
      batch.add(journal.forgotten().remove());
    }
    if (batch.isEmpty()) {
      return;
    }
    try {
      // Not renewed: whoever could not read it by then has forgotten the client as well.
      long until = connection.grant(lease.ttl());
      List<Write> writes = new ArrayList<>();
      for (Forgotten one : batch) {
        writes.add(forget(one, until));
      }
      EtcdConnection.Answer answer = send(writes, 0);
      for (int i = 0; i < batch.size(); i++) {
        shelf.remove(batch.get(i).id());
        // Written meanwhile by somebody who knows more, or forgotten by somebody else.
        answer.each().get(i).instead().ifPresent(this::takeClient);
      }
    } catch (IOException e) {
      journal.forgotten().addAll(batch);
      throw e;
    }
  }

  private Write forget(Forgotten one, long until) throws IOException {
    String key = CLIENTS + one.id();
    byte[] text =
        RecordLines.JSON
            .writeValueAsString(new ForgottenText(one.instance(), one.sequence()))
            .getBytes(UTF_8);
    return new Write(
        Optional.of(new Write.Guard(key, revision(one.id()))),
        List.of(
            new Change(key, Optional.empty(), 0),
            new Change(FORGOTTEN + one.id(), Optional.of(text), until)));
  }

  private void writeChanged() throws IOException {
    while (!journal.changed().isEmpty()) {
      List<Draft> drafts = drafts();
      if (drafts.isEmpty()) {
        return;
      }
      try {
        EtcdConnection.Answer answer =
            send(drafts.stream().map(Draft::write).toList(), drafts.size());
        for (int i = 0; i < drafts.size(); i++) {
          settle(drafts.get(i), answer.revision(), answer.each().get(i));
        }
      } catch (IOException e) {
        drafts.forEach(draft -> journal.changed(draft.id()));
        throw e;
      }
    }
  }

  private void settle(Draft draft, long revision, EtcdConnection.Written written) {
    if (written.done()) {
      shelf.put(
          draft.id(),
          Shelf.Entry.of(revision, draft.record(), clients.freshness(), clock.nanoTime()));
    } else {
      shelf.remove(draft.id());
      written.instead().ifPresentOrElse(this::takeClient, () -> journal.changed(draft.id()));
    }
  }

  /** As much of what changed as fits one request. */
  private List<Draft> drafts() throws IOException {
    long leased = lease();
    List<Draft> drafts = new ArrayList<>();
    long bytes = 0;
    Iterator<ClientId> ids = journal.changed().iterator();
    while (ids.hasNext() && drafts.size() < MOST_WRITES && bytes < MOST_BYTES) {
      ClientId id = ids.next();
      // Before it is read: what changes from now on is a change again.
      ids.remove();
      Optional<ClientRecord> record = clients.record(id).filter(it -> isNews(id, it));
      if (record.isPresent()) {
        Write write = write(id, record.get(), leased);
        drafts.add(new Draft(id, record.get(), write));
        bytes += write.bytes();
      }
    }
    return drafts;
  }

  private boolean isNews(ClientId id, ClientRecord record) {
    long now = clock.nanoTime();
    Optional<Shelf.Entry> there = shelf.of(id);
    return there.isEmpty()
        || !there.get().says(Shelf.Entry.of(0, record, clients.freshness(), now))
        || shelf.isOld(id, there.get(), now);
  }

  private Write write(ClientId id, ClientRecord record, long leased) throws IOException {
    String key = CLIENTS + id;
    return new Write(
        Optional.of(new Write.Guard(key, revision(id))),
        List.of(
            new Change(key, Optional.of(Packed.pack(record)), leased),
            new Change(FORGOTTEN + id, Optional.empty(), 0)));
  }

  private long revision(ClientId id) {
    return shelf.of(id).map(Shelf.Entry::revision).orElse(0L);
  }

  @Override
  public void close() {
    connection.close();
  }
}
