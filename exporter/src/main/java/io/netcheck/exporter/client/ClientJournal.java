// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Heartbeat;

/**
 * Is told what this exporter learned by itself, so that other exporters, or the next process, can
 * know it too. It is called while a heartbeat waits for its answer, so it only takes notes. Calls
 * for one client come in the order of its changes; calls for different clients come at once.
 */
public interface ClientJournal {
  /** Writes nothing. */
  ClientJournal NONE =
      new ClientJournal() {
        @Override
        public void heard(Heartbeat heartbeat, boolean holder, boolean probing) {}

        @Override
        public void changed(ClientId id) {}

        @Override
        public void forgotten(ClientId id, String instance, long sequence) {}
      };

  /**
   * A heartbeat came that is not a repetition.
   *
   * @param holder whether its sender holds the identity, so that its results count
   * @param probing whether its rounds of probing go on
   */
  void heard(Heartbeat heartbeat, boolean holder, boolean probing);

  /** A client joined, or has another holder, duplicate or state. */
  void changed(ClientId id);

  /** A client is no longer known. Its last heartbeat was the one with this sequence number. */
  void forgotten(ClientId id, String instance, long sequence);

  /**
   * {@code count} heartbeats are missing before {@code next}. Returns how many of them are lost,
   * because another exporter can have heard them.
   */
  default long missed(Heartbeat next, long count) {
    return count;
  }
}
