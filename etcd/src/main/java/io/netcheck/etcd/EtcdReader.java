// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.client.ClientRecord;
import io.netcheck.exporter.client.ClientSighting;
import io.netcheck.exporter.client.SharedClients;
import io.netcheck.exporter.client.SharedClients.Learned;
import io.netcheck.protocol.ClientId;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the content of etcd to the registry: all of it at the start of a session, then each
 * change. If etcd needs an update in return, it notes that in the journal. For one thread.
 */
final class EtcdReader {
  private static final Logger LOG = LoggerFactory.getLogger(EtcdReader.class);

  /** An exporter that reports nothing for this long has ended, or cannot reach etcd. */
  private static final Duration SILENCE = Duration.ofSeconds(3);

  private final SharedClients clients;
  private final EtcdJournal journal;
  private final KnownRevisions revisions;
  private final ExternalExchange external;
  private final String owner;
  private final ProcessClock clock;
  private long echoNanos;

  /** When each other exporter last reported what it heard. */
  private final Map<String, Long> reported = new HashMap<>();

  /**
   * @param owner the name of this exporter, whose own reports are skipped
   */
  EtcdReader(
      SharedClients clients,
      EtcdJournal journal,
      KnownRevisions revisions,
      ExternalExchange external,
      String owner,
      ProcessClock clock) {
    this.clients = clients;
    this.journal = journal;
    this.revisions = revisions;
    this.external = external;
    this.owner = owner;
    this.clock = clock;
    this.echoNanos = clock.nanoTime();
  }

  /** When the watch last reported a write of this exporter, or when everything was read. */
  long echoNanos() {
    return echoNanos;
  }

  /**
   * Reads everything.
   *
   * @param deaf whether nothing was read for so long that etcd may have lost the keys of clients
   *     that were forgotten meanwhile
   * @return the revision that was read
   */
  long load(EtcdConnection connection, boolean deaf) throws IOException {
    revisions.clear();
    Set<ClientId> found = new HashSet<>();
    boolean first = clients.size() == 0;
    long revision = connection.list(EtcdKey.CLIENTS, 0, stored -> restore(stored, found));
    Duration[] longest = {Duration.ZERO};
    connection.list(
        EtcdKey.HEARD,
        revision,
        stored -> {
          noteReport(stored);
          longest[0] = longer(longest[0], stored);
        });
    if (first && !found.isEmpty()) {
      clients.listenedBefore(longest[0]);
      LOG.info("state restored clients={} store=etcd", clients.size());
    }
    connection.list(
        EtcdKey.FORGOTTEN,
        revision,
        stored -> {
          if (EtcdKey.of(stored.key()) instanceof EtcdKey.ForgottenKey(ClientId id)) {
            takeForgotten(id, stored, !found.contains(id));
          }
        });
    external.load(connection, revision);
    // An etcd without any client has lost them, so it gets all of them again.
    boolean doubts = deaf && !found.isEmpty();
    for (ClientId id : clients.ids()) {
      if (!found.contains(id) && !(doubts && clients.forgetUnlessHeard(id))) {
        journal.changed(id);
      }
    }
    echoNanos = clock.nanoTime();
    return revision;
  }

  private void restore(StoredValue stored, Set<ClientId> found) {
    if (EtcdKey.of(stored.key()) instanceof EtcdKey.ClientKey(ClientId id)) {
      client(id, stored)
          .ifPresent(record -> {
            found.add(id);
            put(stored, record);
            changedIf(clients.restore(record, Duration.ZERO), id);
          });
    }
  }

  /** An exporter that ended before this session began is missed like one that ends in it. */
  private void noteReport(StoredValue stored) {
    if (EtcdKey.of(stored.key()) instanceof EtcdKey.HeardKey(String exporter)
        && !exporter.equals(owner)) {
      reported.put(exporter, clock.nanoTime());
    }
  }

  private static Duration longer(Duration than, StoredValue heard) {
    try {
      Duration its = Duration.ofMillis(HeardValue.read(heard.value()).listeningMs());
      return its.compareTo(than) > 0 ? its : than;
    } catch (IOException _) {
      return than;
    }
  }

  /** Notes exporters that no longer report, which they do every second. */
  void lookForSilence() {
    long now = clock.nanoTime();
    long longest = 0;
    for (Iterator<Long> all = reported.values().iterator(); all.hasNext(); ) {
      long silent = now - all.next();
      if (silent > SILENCE.toNanos()) {
        all.remove();
        longest = Math.max(longest, silent);
      }
    }
    if (longest > 0) {
      clients.renew();
      external.hold(Duration.ofNanos(longest));
    }
  }

  /** Applies an event. */
  void take(EtcdEvent event) throws IOException {
    switch (event) {
      case EtcdEvent.Put(StoredValue stored) -> take(stored);
      case EtcdEvent.Gone(String key) -> takeGone(EtcdKey.of(key));
      case EtcdEvent.End(String problem) -> throw new IOException(problem);
    }
  }

  /** Applies a value. */
  void take(StoredValue stored) {
    switch (EtcdKey.of(stored.key())) {
      case EtcdKey.ClientKey(ClientId id) -> takeClient(id, stored);
      case EtcdKey.ForgottenKey(ClientId id) -> takeForgotten(id, stored, true);
      case EtcdKey.HeardKey(String exporter) -> takeHeard(exporter, stored);
      case EtcdKey.ExternalKey(String name) -> external.take(name, stored);
      case EtcdKey.ExternalHeardKey(String exporter) -> {
        if (!exporter.equals(owner)) {
          external.takeHeard(stored);
        }
      }
      case EtcdKey.UnknownKey _ -> {}
    }
  }

  private void takeGone(EtcdKey key) {
    switch (key) {
      case EtcdKey.ClientKey(ClientId id) -> {
        // Either another event says that the client was forgotten, or the lease expired. In the
        // second case the client is written again.
        revisions.remove(id);
        journal.changed(id);
      }
      case EtcdKey.ForgottenKey(ClientId id) -> revisions.remember(id);
      case EtcdKey.ExternalKey(String name) -> external.takeGone(name);
      case EtcdKey.HeardKey _, EtcdKey.ExternalHeardKey _, EtcdKey.UnknownKey _ -> {}
    }
  }

  private void takeClient(ClientId id, StoredValue stored) {
    boolean own = revisions.of(id).filter(it -> it.revision() >= stored.revision()).isPresent();
    if (!own) {
      client(id, stored)
          .ifPresent(record -> {
            put(stored, record);
            changedIf(clients.learn(record), id);
          });
    }
  }

  private void changedIf(Learned learned, ClientId id) {
    if (learned == Learned.AHEAD) {
      journal.changed(id);
    }
  }

  private void put(StoredValue stored, ClientRecord record) {
    revisions.put(
        record.id(),
        KnownRevisions.Entry.of(stored.revision(), record, clients.freshness(), clock.nanoTime()));
  }

  /**
   * @param counts whether this exporter must forget the client as well
   */
  private void takeForgotten(ClientId id, StoredValue stored, boolean counts) {
    revisions.forget(id, stored.revision());
    try {
      ForgottenValue text = ForgottenValue.read(stored.value());
      if (counts && !clients.forgottenElsewhere(id, text.instance(), text.sequence())) {
        journal.changed(id);
      }
    } catch (IOException e) {
      notUnderstood(stored, e);
    }
  }

  private void takeHeard(String exporter, StoredValue stored) {
    if (exporter.equals(owner)) {
      echoNanos = clock.nanoTime();
      return;
    }
    reported.put(exporter, clock.nanoTime());
    try {
      HeardValue value = HeardValue.read(stored.value());
      for (HeardValue.Item item : value.heard()) {
        Optional<ClientId> id = item.id();
        if (id.isPresent() && !item.sequences().isEmpty()) {
          journal.gaps().heard(id.get(), item.instance(), item.sequences());
          long latest = Collections.max(item.sequences());
          clients.heardElsewhere(
              new ClientSighting(
                  id.get(),
                  item.instance(),
                  latest,
                  item.age(),
                  value.intervals(),
                  item.probing()));
        }
      }
    } catch (IOException e) {
      notUnderstood(stored, e);
    }
  }

  /** The stored client. Anything else is overwritten as soon as the client is known here. */
  private Optional<ClientRecord> client(ClientId id, StoredValue stored) {
    try {
      ClientRecord record = GzipRecords.client(stored.value());
      if (record.id().equals(id)) {
        return Optional.of(record);
      }
    } catch (IOException e) {
      notUnderstood(stored, e);
    }
    revisions.put(id, KnownRevisions.Entry.unknown(stored.revision()));
    journal.changed(id);
    return Optional.empty();
  }

  private static void notUnderstood(StoredValue stored, IOException e) {
    LOG.debug("state not understood revision={} problem=\"{}\"", stored.revision(), e.getMessage());
  }
}
