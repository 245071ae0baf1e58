// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A port for a program that a test starts later. It is below the ports that Linux gives to sockets
 * that ask for any port (32768 and up), so no connection takes it in the meantime. Each call gives
 * another port, and each process begins elsewhere, so tests that run at once do not meet.
 */
public final class FreePort {
  private static final int FIRST = 20_000;
  private static final int COUNT = 12_000;
  private static final AtomicInteger NEXT =
      new AtomicInteger((int) (ProcessHandle.current().pid() * 211 % COUNT));

  private FreePort() {}

  /** A port of 127.0.0.1. */
  public static int get() throws IOException {
    return on("127.0.0.1");
  }

  /**
   * A port that is free for TCP and UDP.
   *
   * @param address a local address, as a literal
   */
  public static int on(String address) throws IOException {
    for (int tries = 0; tries < COUNT; tries++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      if (isFree(new InetSocketAddress(InetAddress.ofLiteral(address), port))) {
        return port;
      }
    }
    throw new IOException("no free port at " + address);
  }

  private static boolean isFree(InetSocketAddress address) {
    try (ServerSocket tcp = new ServerSocket();
        DatagramSocket udp = new DatagramSocket(null)) {
      tcp.bind(address);
      udp.bind(address);
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
