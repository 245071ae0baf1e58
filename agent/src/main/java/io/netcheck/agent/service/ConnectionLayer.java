// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import java.io.IOException;
import java.net.Socket;

/** The layer between the connection and what a check says over it. */
interface ConnectionLayer {
  /** Nothing between them. */
  ConnectionLayer NONE = (connection, timer) -> connection;

  Socket over(DeadlineSocket connection, PhaseTimer timer) throws IOException;

  /** Closes the layer after the answer is complete. */
  static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // TLS sends close_notify, which the other side may ignore.
    }
  }
}
