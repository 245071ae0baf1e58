// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.protocol.IpFamily;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RouteMessageTest {
  private static final short NEW_LINK = 16;
  private static final short NEW_ROUTE = 24;
  private static final short ERROR = 2;

  private static ByteBuffer message(short type, int header) {
    ByteBuffer message = ByteBuffer.allocate(512).order(ByteOrder.nativeOrder());
    return message.putShort(4, type).position(16 + header);
  }

  private static ByteBuffer attribute(ByteBuffer message, int type, int value) {
    return message.putShort((short) 8).putShort((short) type).putInt(value);
  }

  @Test
  void aRouteHasAnMtuOfItsOwnAndSeveralNextHops() {
    ByteBuffer message = message(NEW_ROUTE, 12);
    // RTA_METRICS with RTAX_HOPLIMIT and RTAX_MTU, nested
    message.putShort((short) 20).putShort((short) (8 | 0x8000));
    attribute(attribute(message, 10, 64), 2, 1_450);
    // RTA_MULTIPATH with two next hops, the first with a gateway
    message.putShort((short) 28).putShort((short) 9);
    message.putShort((short) 16).putShort((short) 0).putInt(7);
    attribute(message, 5, 0x0A4D01FE);
    message.putShort((short) 8).putShort((short) 0).putInt(9);

    assertEquals(
        Optional.of(new RouteMessage.Route(OptionalInt.of(1_450), List.of(7, 9))),
        RouteMessage.route(message.flip()));
  }

  @Test
  void anErrorIsNoRouteAndNoLink() {
    assertEquals(Optional.empty(), RouteMessage.route(message(ERROR, 20).flip()));
    assertEquals(Optional.empty(), RouteMessage.link(message(ERROR, 20).flip()));
    assertEquals(Optional.empty(), RouteMessage.route(message(NEW_ROUTE, 4).flip()));
  }

  @Test
  void aMessageThatIsCutOffIsReadAsFarAsItGoes() {
    SplittableRandom random = new SplittableRandom(1);
    byte[] noise = new byte[64];
    for (int i = 0; i < 100_000; i++) {
      random.nextBytes(noise);
      ByteBuffer message = ByteBuffer.wrap(noise).order(ByteOrder.nativeOrder());
      boolean link = random.nextBoolean();
      message.putShort(4, link ? NEW_LINK : NEW_ROUTE).limit(random.nextInt(noise.length + 1));
      for (int at = 16; at < 60; at += 8) {
        message.clear().putShort(at + 4, (short) random.nextInt(24));
      }
      message.limit(random.nextInt(noise.length + 1));
      if (link) {
        RouteMessage.link(message);
      } else {
        RouteMessage.route(message);
      }
    }
  }

  @Test
  void theKernelKnowsTheLoopbackInterface() throws Exception {
    int mtu = java.net.NetworkInterface.getByInetAddress(BlockingProbe.V4).getMTU();
    try (RouteSocket socket = RouteSocket.open().orElseThrow()) {
      for (InetAddress address : List.of(BlockingProbe.V4, BlockingProbe.V6)) {
        RouteMessage.Route route = socket.route(address, address).orElseThrow();
        RouteMessage.LinkMtu link = socket.link(route.links().getFirst()).orElseThrow();
        assertEquals(OptionalInt.of(mtu), link.mtu(IpFamily.of(address)));
      }
      assertTrue(socket.link(1 << 20).isEmpty());
      InetAddress foreign = InetAddress.ofLiteral("192.0.2.1");
      assertTrue(socket.route(foreign, BlockingProbe.V4).isEmpty(), "not an address of this host");
    }
  }
}
