// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

/**
 * Is told what changes for clients.
 *
 * <p>Events of one client come one after another, in the order of its changes. Each event reaches
 * the listeners in the order of their list. Events of different clients come from several threads
 * at once, so a listener must be thread-safe.
 *
 * <p>No lock is held that {@link ClientRegistry#snapshot} needs, so a slow listener delays only the
 * heartbeats of this one client. A listener must not change clients itself.
 */
interface ClientListener {
  void on(ClientEvent event);
}
