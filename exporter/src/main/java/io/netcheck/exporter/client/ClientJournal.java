// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Heartbeat;

/**
 * Is told what this exporter learned by itself, so that others can know it as well. Called with the
 * client locked, on the way of its heartbeat: it takes note and returns.
 */
public interface ClientJournal {
  /** Nobody else has to know. */
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
   * A heartbeat came that is no repetition.
   *
   * @param holder whether its life holds the identity, so that its results count
   * @param probing whether its rounds go on
   */
  void heard(Heartbeat heartbeat, boolean holder, boolean probing);

  /** Something else is to be known of a client: another life holds it, or it fell silent. */
  void changed(ClientId id);

  /** A client is known no more; the last that was heard of it was this life's heartbeat. */
  void forgotten(ClientId id, String instance, long sequence);

  /**
   * Heartbeats are missing before {@code next}; returns how many of them are lost. Somebody else
   * may have heard them.
   */
  default long missed(Heartbeat next, long count) {
    return count;
  }
}
