// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeferredAcceptTest {
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void onlyAConnectionOnWhichSomethingWasSaidIsAccepted(String host) throws IOException {
    try (ServerSocketChannel server = listen(host);
        SocketChannel silent = SocketChannel.open()) {
      assertTrue(DeferredAccept.set((InetSocketAddress) server.getLocalAddress()));

      assertTrue(silent.connect(server.getLocalAddress()), "the kernel answers at once");
      try (SocketChannel talking = SocketChannel.open(server.getLocalAddress())) {
        talking.write(ByteBuffer.wrap(new byte[] {1}));
        List<SocketChannel> accepted = new ArrayList<>();
        await()
            .atMost(Duration.ofSeconds(5))
            .until(() -> accepted.add(server.accept()) && accepted.getLast() != null);
        assertEquals(talking.getLocalAddress(), accepted.getLast().getRemoteAddress());
        accepted.getLast().close();
        assertNull(server.accept(), "the silent one, which came first");
      }
    }
  }

  @Test
  void aPortOfNobodysIsLeftAlone() throws IOException {
    InetSocketAddress address;
    try (ServerSocketChannel server = listen("127.0.0.1")) {
      address = (InetSocketAddress) server.getLocalAddress();
    }
    assertFalse(DeferredAccept.set(address));
  }

  private static ServerSocketChannel listen(String host) throws IOException {
    TestRequirements.that(IcmpProber.unknownSystem().isEmpty(), "TCP_DEFER_ACCEPT is Linux's");
    ServerSocketChannel server = ServerSocketChannel.open();
    server.configureBlocking(false);
    return server.bind(new InetSocketAddress(InetAddress.ofLiteral(host), 0));
  }
}
