// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.store;

import io.netcheck.exporter.client.ClientJournal;
import io.netcheck.exporter.client.ClientRegistry;
import io.netcheck.exporter.history.HistoryArchive;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * The parts of a store, in the order in which the exporter needs them.
 *
 * @param journal must be passed to the registry
 * @param status empty for memory, which cannot fail
 * @param opener opens the store after the registry, and the clients of other protocols, were
 *     created
 * @param history opens what keeps the history of changes; asked once at most
 */
public record StoreParts(
    ClientJournal journal,
    Optional<StoreStatus> status,
    BiFunction<ClientRegistry, ExternalRecords, Store> opener,
    Supplier<HistoryArchive> history) {
  /** A store that does not keep the history. */
  public StoreParts(
      ClientJournal journal,
      Optional<StoreStatus> status,
      BiFunction<ClientRegistry, ExternalRecords, Store> opener) {
    this(journal, status, opener, () -> HistoryArchive.NONE);
  }
}
