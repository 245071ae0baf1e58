// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.netcheck.etcd.EtcdJournal.HeardHeartbeats;
import io.netcheck.exporter.store.RecordLines;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.IntervalStretch;
import io.netcheck.protocol.Names;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The heartbeats that one exporter received within about a second.
 *
 * @param listeningMs for how long the exporter has received heartbeats
 * @param stretch how many times their interval its agents wait; 0 from an exporter that never
 *     stretches
 */
record HeardValue(long listeningMs, int stretch, List<Item> heard) {
  HeardValue {
    heard = heard == null ? List.of() : List.copyOf(heard);
  }

  /** One instance of a client, as {@code ["host/node-1","a1b2",[17],340,true]}. */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  record Item(String client, String instance, List<Long> sequences, long ageMs, boolean probing) {
    /** Anyone with access to etcd can have written it: what is missing is no client. */
    Item {
      client = client == null ? "" : client;
      instance = instance == null ? "" : instance;
      sequences = sequences == null ? List.of() : List.copyOf(sequences);
    }

    Optional<ClientId> id() {
      return clientId(client);
    }

    Duration age() {
      return Duration.ofMillis(Math.max(0, ageMs));
    }
  }

  static HeardValue of(
      Duration listening,
      IntervalStretch stretch,
      Map<ClientInstance, HeardHeartbeats> heard,
      long nowNanos) {
    return new HeardValue(
        listening.toMillis(),
        stretch.factor(),
        heard.entrySet().stream()
            .map(entry ->
                new Item(
                    entry.getKey().id().toString(),
                    entry.getKey().instance(),
                    entry.getValue().sequences(),
                    Math.max(0, nowNanos - entry.getValue().atNanos()) / 1_000_000,
                    entry.getValue().probing()))
            .toList());
  }

  IntervalStretch intervals() {
    return new IntervalStretch(Math.clamp(stretch, 1, IntervalStretch.MOST));
  }

  byte[] write() throws IOException {
    return GzipRecords.pack(out -> out.write(RecordLines.JSON.writeValueAsBytes(this)));
  }

  static HeardValue read(byte[] packed) throws IOException {
    return RecordLines.read(GzipRecords.unpack(packed), HeardValue.class);
  }

  /** Reads an identity of the form {@code kind/node}. */
  static Optional<ClientId> clientId(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !Names.isNode(text.substring(slash + 1))) {
      return Optional.empty();
    }
    return AgentKind.of(text.substring(0, slash))
        .map(kind -> new ClientId(kind, text.substring(slash + 1)));
  }
}
