// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http.jdk;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SourceConnectionsTest {
  private static final InetAddress ONE = InetAddress.ofLiteral("10.0.0.1");
  private static final InetAddress OTHER = InetAddress.ofLiteral("2001:db8::1");
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.6");

  private final SourceConnections connections = new SourceConnections(2);
  private final List<SocketChannel> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws IOException {
    for (SocketChannel channel : opened) {
      channel.close();
    }
  }

  private boolean admits(InetAddress source) throws IOException {
    SocketChannel channel = SocketChannel.open();
    opened.add(channel);
    return connections.admit(channel, source);
  }

  @Test
  void oneSourceLeavesRoomForOthers() throws IOException {
    assertTrue(admits(ONE));
    assertTrue(admits(ONE));
    assertFalse(admits(ONE));
    assertTrue(admits(OTHER));
  }

  @Test
  void aConnectionThatIsClosedCountsNoMore() throws IOException {
    assertTrue(admits(ONE));
    assertTrue(admits(ONE));
    opened.getFirst().close();
    assertTrue(admits(ONE));
    assertFalse(admits(ONE));
  }

  @Test
  void aProxyOnThisHostIsNoSource() throws IOException {
    for (int i = 0; i < 3; i++) {
      assertTrue(admits(LOOPBACK));
    }
  }
}
