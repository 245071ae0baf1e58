// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.Heartbeat;

/** Is told what an assessment depends on. Rules and order are those of {@link ClientListener}. */
@FunctionalInterface
public interface ResultListener {
  /** A heartbeat came whose results count. */
  void heard(Heartbeat heartbeat);

  /** A client joined, was forgotten, or has another state or holder. */
  default void changed() {}
}
