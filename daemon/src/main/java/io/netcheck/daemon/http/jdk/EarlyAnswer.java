// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http.jdk;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/**
 * Answers some connections as soon as they are accepted, so that the HTTP server has no work with
 * them. One thread accepts all connections of a listener, so it must not wait for a client.
 */
@FunctionalInterface
public interface EarlyAnswer {
  /** Leaves every connection to the HTTP server. */
  EarlyAnswer NONE = _ -> false;

  /**
   * Answers {@code accepted}, or leaves it and what the client sent untouched.
   *
   * @return whether it is answered, and can be closed
   * @throws IOException if the connection is broken, so that it can be closed too
   */
  boolean answer(SocketChannel accepted) throws IOException;
}
