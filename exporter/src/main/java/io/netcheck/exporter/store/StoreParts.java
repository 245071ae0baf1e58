// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.store;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.client.ClientRegistry;
import io.netcheck.exporter.client.Journal;
import io.netcheck.exporter.client.SharedClients;
import java.util.Optional;
import java.util.function.Function;

/**
 * The parts of a configured store, in the order in which they are needed.
 *
 * @param journal which the registry is made with
 * @param status empty for memory, which cannot fail
 * @param opener makes the store, once the registry is there
 */
public record StoreParts(
    Journal journal, Optional<StoreStatus> status, Function<ClientRegistry, Store> opener) {
  public static StoreParts of(StoreConfig config, ProcessClock clock) {
    return switch (config) {
      case StoreConfig.Memory _ ->
          new StoreParts(Journal.NONE, Optional.empty(), _ -> Store.MEMORY);
      case StoreConfig.InFile in -> inFile(in, clock);
      case StoreConfig.InEtcd in -> inEtcd(in, clock);
    };
  }

  private static StoreParts inFile(StoreConfig.InFile config, ProcessClock clock) {
    FileStore.Changes changes = new FileStore.Changes();
    StoreStatus status = new StoreStatus("file", clock);
    SnapshotFile file = new SnapshotFile(config.path());
    return new StoreParts(
        changes,
        Optional.of(status),
        registry -> new FileStore(file, new SharedClients(registry), changes, status, clock));
  }

  private static StoreParts inEtcd(StoreConfig.InEtcd config, ProcessClock clock) {
    Shelf shelf = new Shelf();
    EtcdJournal journal = new EtcdJournal(clock, shelf);
    StoreStatus status = new StoreStatus("etcd", clock);
    return new StoreParts(
        journal,
        Optional.of(status),
        registry ->
            new EtcdStore(config, new SharedClients(registry), journal, shelf, status, clock));
  }
}
