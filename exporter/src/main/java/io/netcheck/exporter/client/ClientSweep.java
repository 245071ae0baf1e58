// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds what changes for clients as time passes, and forgets clients that are long silent. */
final class ClientSweep {
  private final ClientEntries entries;

  ClientSweep(ClientEntries entries) {
    this.entries = entries;
  }

  void run(ClusterInventory known) {
    entries.changeAll((entry, events) -> sweep(entry, known, events));
  }

  private boolean sweep(ClientEntry entry, ClusterInventory known, Consumer<ClientEvent> events) {
    long now = entries.nowNanos();
    ClusterOpinion opinion = known.standing(entry.id());
    entry.announce(now, opinion, events);
    if (entry.isDismissed(now, opinion)) {
      events.accept(new ClientEvent.Dismissed(entry.id()));
    } else if (!ClusterInventory.NONE.equals(known)) {
      // Its node can have another address or zone now, or is back.
      events.accept(new ClientEvent.Reachable(entry.last()));
    }
    boolean forgotten = entry.expire(now, opinion, isNodeDeleted(entry, opinion.deletion()));
    if (forgotten) {
      events.accept(entry.end(false));
    }
    return forgotten;
  }

  /** Whether the node of the client was certainly deleted since the client joined. */
  private boolean isNodeDeleted(ClientEntry entry, @Nullable NodeDeletion deletion) {
    return deletion != null
        && deletion.certain()
        && entries.nanos(deletion.nanoTime()) >= entry.joinedNanos();
  }
}
