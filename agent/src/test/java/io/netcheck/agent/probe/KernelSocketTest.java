// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.protocol.IpFamily;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Reads and sets options of a real socket on the loopback interface. */
class KernelSocketTest {
  @Test
  void knowsTheMtuOfARoute() throws IOException {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET)) {
      KernelSocket socket = KernelSocket.of(channel, IpFamily.IPV4).orElseThrow();
      assertEquals(OptionalInt.empty(), socket.get(KernelSocket.Option.MTU), "not connected");

      channel.connect(new InetSocketAddress(loopback, 9));

      // An IPv4 packet has at most 65,535 bytes, and a loopback interface allows one more.
      int mtu = Math.min(65_535, NetworkInterface.getByInetAddress(loopback).getMTU());
      assertEquals(OptionalInt.of(mtu), socket.get(KernelSocket.Option.MTU));
    }
  }

  @Test
  void setsWhetherPacketsMayBeFragmented() throws IOException {
    try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET)) {
      KernelSocket socket = KernelSocket.of(channel, IpFamily.IPV4).orElseThrow();

      assertTrue(socket.set(KernelSocket.Option.MTU_DISCOVER, KernelSocket.Option.PROBE));

      assertEquals(
          OptionalInt.of(KernelSocket.Option.PROBE), socket.get(KernelSocket.Option.MTU_DISCOVER));
    }
  }
}
