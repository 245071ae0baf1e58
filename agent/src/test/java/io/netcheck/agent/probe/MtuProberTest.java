// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static io.netcheck.agent.probe.BlockingProbe.IDENTITY;
import static io.netcheck.agent.probe.BlockingProbe.LONG;
import static io.netcheck.agent.probe.BlockingProbe.SHORT;
import static io.netcheck.agent.probe.BlockingProbe.V4;
import static io.netcheck.agent.probe.BlockingProbe.V6;
import static io.netcheck.agent.probe.BlockingProbe.ask;
import static io.netcheck.agent.probe.BlockingProbe.reason;
import static io.netcheck.agent.probe.BlockingProbe.reply;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MtuProberTest {
  private static final UdpPeer.DatagramHandler ANSWER =
      (peer, request, from) -> peer.send(request.reply(request.t1(), request.t1(), 0), from);

  private final EventLoop loop = new EventLoop(ProcessClock.SYSTEM);

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void aPacketIsAsLargeAsTheInterfaceAllowsUpToAJumboFrame() throws Exception {
    // Loopback has an MTU of 65536.
    assertEquals(9_216 - 28, sent(V4, OptionalInt.empty()));
    assertEquals(9_216 - 48, sent(V6, OptionalInt.empty()));
  }

  @Test
  void aPacketIsAsLargeAsConfigured() throws Exception {
    assertEquals(1_472, sent(V4, OptionalInt.of(1_500)));
    assertEquals(1_452, sent(V6, OptionalInt.of(1_500)));
    assertEquals(EchoDatagram.BYTES, sent(V4, OptionalInt.of(68)));
  }

  private int sent(InetAddress address, OptionalInt mtu) throws Exception {
    try (MtuProber prober = new MtuProber(loop, List.of(address), mtu, ProcessClock.SYSTEM);
        UdpPeer peer = new UdpPeer(address, ANSWER)) {
      reply(ask(prober, address, peer.port(), LONG));
      // One time in 64 there is a larger one as well, in two fragments.
      return Collections.min(peer.lengths());
    }
  }

  @Test
  void everyAddressOfTheLoopbackNetworkHasItsInterface() throws Exception {
    InetAddress other = InetAddress.ofLiteral("127.0.0.77");
    try (MtuProber prober =
        new MtuProber(loop, List.of(other), OptionalInt.empty(), ProcessClock.SYSTEM)) {
      assertTrue(prober.unsupported(IpFamily.IPV4).isEmpty());
    }
  }

  @Test
  void anAddressOfNoInterfaceIsNotSupported() {
    InetAddress foreign = InetAddress.ofLiteral("192.0.2.1");
    try (MtuProber prober =
        new MtuProber(loop, List.of(foreign), OptionalInt.empty(), ProcessClock.SYSTEM)) {
      assertEquals(
          "no interface has the address 192.0.2.1",
          prober.unsupported(IpFamily.IPV4).orElseThrow());
      assertEquals(FailureReason.LOCAL, reason(ask(prober, V4, 9, LONG)));
    }
  }

  @Test
  void theResponderAnswersAFullSizePacketAndAClosedPortRefuses() throws Exception {
    try (MtuProber prober =
            new MtuProber(loop, List.of(V4), OptionalInt.empty(), ProcessClock.SYSTEM);
        UdpResponder responder =
            new UdpResponder(loop, List.of(V4), 0, IDENTITY, ProcessClock.SYSTEM);
        UdpPeer silent = new UdpPeer(V4, (_, _, _) -> {})) {
      reply(ask(prober, V4, responder.port(), LONG));
      assertEquals(FailureReason.TIMEOUT, reason(ask(prober, V4, silent.port(), SHORT)));
      int port;
      try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(V4, 0))) {
        port = socket.getLocalPort();
      }
      assertEquals(FailureReason.REFUSED, reason(ask(prober, V4, port, LONG)));
    }
  }
}
