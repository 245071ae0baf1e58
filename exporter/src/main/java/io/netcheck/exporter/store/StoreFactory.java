// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.store;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.client.ClientJournal;
import java.util.Optional;

/** Makes the parts of one kind of store. */
@FunctionalInterface
public interface StoreFactory {
  /** Keeps the state in memory only. */
  StoreFactory MEMORY =
      _ -> new StoreParts(ClientJournal.NONE, Optional.empty(), (_, _) -> Store.MEMORY);

  StoreParts create(ProcessClock clock);
}
