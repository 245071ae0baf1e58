// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.store;

/** Where the knowledge of an exporter is beside its memory. Works until it is closed. */
public interface Store extends AutoCloseable {
  /** Nowhere. */
  Store MEMORY = () -> {};

  /** Writes what is not yet written, as far as that is quickly done. */
  @Override
  void close();
}
