// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.io.IOException;

/** A client that sends heartbeats. Not thread-safe. */
@FunctionalInterface
interface SimulatedClient {
  /** Sends the next heartbeat, and returns whether it was accepted. */
  boolean beat(HttpConnection connection) throws IOException;
}
