// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.store;

import io.netcheck.daemon.settings.Setting;
import io.netcheck.daemon.settings.Settings;
import java.util.List;
import java.util.Optional;

/** One kind of store that {@code NETCHECK_STORE} can name. */
public interface StoreKind {
  /** Keeps the state in memory only: {@code memory}. */
  StoreKind MEMORY =
      new StoreKind() {
        @Override
        public String form() {
          return "memory";
        }

        @Override
        public Optional<StoreFactory> parse(String text) {
          return text.equals("memory") ? Optional.of(StoreFactory.MEMORY) : Optional.empty();
        }
      };

  /** What its values look like, such as {@code file:PATH}. */
  String form();

  /**
   * Reads a value of {@code NETCHECK_STORE}; empty if the value names another kind.
   *
   * @throws IllegalArgumentException if the value names this kind and is wrong
   */
  Optional<StoreFactory> parse(String text);

  /** Further settings of this kind. */
  default List<Setting<?>> settings() {
    return List.of();
  }

  /**
   * Completes the chosen store by the further settings, and reports those that are wrong or that
   * have no effect on the chosen store.
   */
  default StoreFactory complete(StoreFactory chosen, Settings settings) {
    return chosen;
  }
}
