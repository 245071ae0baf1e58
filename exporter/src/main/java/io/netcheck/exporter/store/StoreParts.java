// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.store;

import io.netcheck.exporter.client.ClientJournal;
import io.netcheck.exporter.client.ClientRegistry;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The parts of a store, in the order in which the exporter needs them.
 *
 * @param journal must be passed to the registry
 * @param status empty for memory, which cannot fail
 * @param opener opens the store after the registry, and the clients of other protocols, were
 *     created
 */
public record StoreParts(
    ClientJournal journal,
    Optional<StoreStatus> status,
    BiFunction<ClientRegistry, ExternalRecords, Store> opener) {}
