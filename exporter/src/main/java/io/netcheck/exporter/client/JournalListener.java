// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.ClientId;
import java.util.concurrent.atomic.LongAdder;

/** Writes into the journal what other exporters, or the next process, must know. */
final class JournalListener implements ClientListener {
  private final ClientJournal journal;
  private final LongAdder lost;

  /**
   * @param lost counts heartbeats that are lost, as far as the journal knows
   */
  JournalListener(ClientJournal journal, LongAdder lost) {
    this.journal = journal;
    this.lost = lost;
  }

  @Override
  public void on(ClientEvent event) {
    switch (event) {
      case ClientEvent.Joined joined -> journal.changed(joined.first().client());
      case ClientEvent.HeartbeatsMissed missed ->
          lost.add(journal.missed(missed.next(), missed.count()));
      case ClientEvent.Heard heard ->
          journal.heard(heard.heartbeat(), heard.holder(), heard.probing());
      case ClientEvent.HolderChanged changed -> journal.changed(changed.heartbeat().client());
      case ClientEvent.Duplicated duplicated -> journal.changed(duplicated.heartbeat().client());
      case ClientEvent.NodeSeen(ClientId id) -> journal.changed(id);
      case ClientEvent.StateChanged changed -> journal.changed(changed.id());
      case ClientEvent.Forgotten forgotten -> {
        if (!forgotten.elsewhere()) {
          journal.forgotten(forgotten.id(), forgotten.instance(), forgotten.sequence());
        }
      }
      case ClientEvent.ProbingChanged _, ClientEvent.Reachable _, ClientEvent.Dismissed _ -> {}
    }
  }
}
