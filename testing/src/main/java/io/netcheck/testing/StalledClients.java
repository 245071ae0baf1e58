// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Clients that connect, send only the given bytes, and wait until the server closes the connection.
 */
public final class StalledClients implements AutoCloseable {
  private final int patienceMillis;
  private final List<Socket> sockets = new ArrayList<>();

  /**
   * @param patience how long each client waits for the next byte or the end
   */
  public StalledClients(Duration patience) {
    patienceMillis = Math.toIntExact(patience.toMillis());
  }

  public void connect(InetSocketAddress server, byte... said) throws IOException {
    Socket socket = new Socket(server.getAddress(), server.getPort());
    sockets.add(socket);
    socket.setSoTimeout(patienceMillis);
    socket.getOutputStream().write(said);
  }

  /** Whether the server closes every connection. */
  public boolean areCutOff() {
    return sockets.stream().allMatch(StalledClients::isCutOff);
  }

  private static boolean isCutOff(Socket socket) {
    try {
      socket.getInputStream().readAllBytes();
      return true;
    } catch (SocketTimeoutException _) {
      return false;
    } catch (IOException _) {
      // A reset also closes the connection.
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
