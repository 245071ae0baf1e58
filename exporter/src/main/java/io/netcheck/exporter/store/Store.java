// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.store;

/** Keeps the clients of an exporter outside of its memory until it is closed. */
public interface Store extends AutoCloseable {
  /** Keeps nothing. */
  Store MEMORY = () -> {};

  /** Writes what is not yet written, for some seconds at most. */
  @Override
  void close();
}
