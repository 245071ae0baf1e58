// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import com.fasterxml.jackson.databind.JsonNode;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.etcd.EtcdKey.ExternalKey;
import io.netcheck.etcd.EtcdWrite.Change;
import io.netcheck.exporter.client.SharedClients.Learned;
import io.netcheck.exporter.store.ExternalRecords;
import io.netcheck.exporter.store.RecordAge;
import io.netcheck.exporter.store.RecordLines;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exchanges the clients of other protocols: their records when they change, and once a second which
 * of them were heard. A record has no guard: the exporter that knows more writes its own again when
 * it reads an older one. For one thread, over all sessions.
 */
final class ExternalExchange {
  private static final Logger LOG = LoggerFactory.getLogger(ExternalExchange.class);

  /** A longer record, compressed, is not shared. By default etcd accepts 1.5 MiB in one request. */
  private static final int LONGEST = 512 * 1024;

  /** No further sighting is added to a value beyond this many bytes, before compression. */
  private static final int MOST_SIGHTINGS_BYTES = 512 * 1024;

  /** Names of records that are not usable are told once, and so many of them. */
  private static final int MOST_TOLD = 1_000;

  /** What etcd has under a name. */
  private record Stored(long revision, long atNanos) {}

  /** The clients that one exporter heard since its last value. */
  private record Sightings(Map<String, JsonNode> heard) {}

  private final ExternalRecords records;
  private final ProcessClock clock;
  private final Map<String, Stored> there = new HashMap<>();
  private final Set<String> heard = new LinkedHashSet<>();
  private final Set<String> due = new LinkedHashSet<>();
  private final Set<String> told = new HashSet<>();
  private boolean loaded;

  ExternalExchange(ExternalRecords records, ProcessClock clock) {
    this.records = records;
    this.clock = clock;
  }

  /** Sends changes to etcd. */
  interface Sender {
    EtcdWrite.Answer send(List<EtcdWrite> writes, int records) throws IOException;
  }

  /** Reads everything at {@code revision}; notes what etcd lacks. */
  void load(EtcdConnection connection, long revision) throws IOException {
    there.clear();
    told.clear();
    RecordAge age = loaded ? RecordAge.UNKNOWN : RecordAge.BEFORE_START;
    loaded = true;
    Set<String> found = new HashSet<>();
    connection.list(
        EtcdKey.EXTERNAL,
        revision,
        stored -> {
          if (EtcdKey.of(stored.key()) instanceof ExternalKey(String name)) {
            found.add(name);
            if (due.contains(name) && records.record(name).isEmpty()) {
              // It was forgotten here meanwhile, and is to be deleted.
              there.put(name, new Stored(stored.revision(), clock.nanoTime()));
            } else {
              take(name, stored, age);
            }
          }
        });
    for (String name : records.names()) {
      if (!found.contains(name)) {
        due.add(name);
      }
    }
  }

  /** Another exporter wrote a record. */
  void take(String name, StoredValue stored) {
    Stored known = there.get(name);
    if (known == null || known.revision() < stored.revision()) {
      take(name, stored, RecordAge.FRESH);
    }
  }

  private void take(String name, StoredValue stored, RecordAge age) {
    there.put(name, new Stored(stored.revision(), clock.nanoTime()));
    try {
      JsonNode record = RecordLines.read(GzipRecords.unpack(stored.value()), JsonNode.class);
      if (records.learn(name, record, age) == Learned.AHEAD) {
        due.add(name);
      }
    } catch (IOException e) {
      notUsable(name, e);
      if (records.record(name).isPresent()) {
        due.add(name);
      }
    }
  }

  private void notUsable(String name, IOException e) {
    if (told.size() < MOST_TOLD && told.add(name)) {
      LOG.warn(
          "record of another protocol not usable store=etcd name={} problem=\"{}\"",
          name,
          e.getMessage());
    }
  }

  /**
   * Another exporter forgot the client, or the lease of its record expired. In the second case the
   * exporter that hears it next writes it again; a silent client must not return by that.
   */
  void takeGone(String name) {
    there.remove(name);
  }

  /** Another exporter heard clients. */
  void takeHeard(StoredValue stored) {
    try {
      Map<String, JsonNode> all =
          RecordLines.read(GzipRecords.unpack(stored.value()), Sightings.class).heard();
      if (all == null) {
        throw new IOException("\"heard\" is missing");
      }
      for (Map.Entry<String, JsonNode> one : all.entrySet()) {
        try {
          records.heardElsewhere(one.getKey(), one.getValue());
        } catch (IOException e) {
          notUsable(one.getKey(), e);
        }
      }
    } catch (IOException e) {
      notUsable(stored.key(), e);
    }
  }

  /** Tells the other exporters whom this one heard. */
  void tell(Sender sender, EtcdKey key, long lease) throws IOException {
    note();
    while (!heard.isEmpty()) {
      Map<String, JsonNode> part = new HashMap<>();
      List<String> names = new ArrayList<>();
      int bytes = 0;
      for (Iterator<String> all = heard.iterator();
          all.hasNext() && bytes < MOST_SIGHTINGS_BYTES; ) {
        String name = all.next();
        names.add(name);
        Optional<JsonNode> sighting = records.sighting(name);
        if (sighting.isPresent()) {
          part.put(name, sighting.get());
          bytes += name.length() + RecordLines.JSON.writeValueAsBytes(sighting.get()).length;
        }
      }
      if (!part.isEmpty()) {
        byte[] json = RecordLines.JSON.writeValueAsBytes(new Sightings(part));
        byte[] value = GzipRecords.pack(out -> out.write(json));
        sender.send(
            List.of(new EtcdWrite(List.of(), List.of(Change.put(key.name(), value, lease)))), 0);
      }
      names.forEach(heard::remove);
    }
  }

  private void note() {
    long now = clock.nanoTime();
    due.addAll(records.takeChanged());
    for (String name : records.takeHeard()) {
      heard.add(name);
      Stored stored = there.get(name);
      if (stored == null || SlowBeat.isOver(name.hashCode(), now - stored.atNanos())) {
        due.add(name);
      }
    }
  }

  /** Whether a record is to be written or deleted. */
  boolean isDue() {
    return !due.isEmpty();
  }

  /**
   * Writes and deletes records, as many as fit one request.
   *
   * @param most how many at most
   * @param mostBytes no further record is added beyond this
   */
  void write(Sender sender, int most, long mostBytes, long lease) throws IOException {
    List<String> names = new ArrayList<>();
    List<EtcdWrite> writes = new ArrayList<>();
    long bytes = 0;
    int written = 0;
    for (Iterator<String> all = due.iterator();
        all.hasNext() && writes.size() < most && bytes < mostBytes; ) {
      String name = all.next();
      names.add(name);
      String key = new ExternalKey(name).name();
      Optional<JsonNode> record = records.record(name);
      if (record.isEmpty()) {
        writes.add(new EtcdWrite(List.of(), List.of(Change.delete(key))));
        continue;
      }
      byte[] json = RecordLines.JSON.writeValueAsBytes(record.get());
      byte[] value = GzipRecords.pack(out -> out.write(json));
      if (value.length <= LONGEST) {
        writes.add(new EtcdWrite(List.of(), List.of(Change.put(key, value, lease))));
        bytes += value.length;
        written++;
      }
    }
    long revision = writes.isEmpty() ? 0 : sender.send(writes, written).revision();
    long now = clock.nanoTime();
    for (String name : names) {
      due.remove(name);
      // Of a deleted one as well: an earlier write of it may not have come back yet.
      there.put(name, new Stored(revision, now));
    }
  }

  /** Other exporters could not report for this time. */
  void hold(Duration time) {
    records.hold(time);
  }
}
