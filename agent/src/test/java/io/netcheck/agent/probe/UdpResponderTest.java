// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static io.netcheck.agent.probe.BlockingProbe.IDENTITY;
import static io.netcheck.agent.probe.BlockingProbe.V4;
import static io.netcheck.agent.probe.BlockingProbe.V6;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.StartException;
import io.netcheck.daemon.TokenBucket;
import io.netcheck.protocol.Network;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UdpResponderTest {
  private static final TokenBucket.Rate MANY = TokenBucket.Rate.perSecond(1e9, 1_000_000_000);

  private static final ProcessClock STOPPED =
      new ProcessClock() {
        @Override
        public long nanoTime() {
          return 0;
        }

        @Override
        public Instant instant() {
          return Instant.EPOCH;
        }
      };

  private final EventLoop loop = new EventLoop(ProcessClock.SYSTEM);

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void noReplyIsLargerThanItsRequest() throws Exception {
    try (UdpResponder responder = responder(V4, MANY);
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(V4, 0))) {
      for (int length = EchoDatagram.BYTES; length < 12_000; length += 37) {
        send(socket, padded(EchoDatagram.request(Network.POD, length, 2, 3), length), responder);
        EchoDatagram reply = receive(socket);
        assertTrue(reply.reply());
        assertEquals(length, reply.cookie());
        assertEquals(2, reply.sequence());
        assertEquals(3, reply.t1());
        assertEquals(reply.processingNanos(), reply.t3() - reply.t2());
      }
    }
  }

  @Test
  void whoAsksIsToldItsIdentityAndNobodyElse() throws Exception {
    EchoDatagram request = EchoDatagram.request(Network.POD, 1, 2, 3);
    AgentIdentity asked = AnsweringAgent.identity("other");
    try (UdpResponder responder = responder(V4, MANY);
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(V4, 0))) {
      for (int length : List.of(64, 1_400)) {
        send(socket, padded(request.with(asked), length), responder);
        assertEquals(IDENTITY.code(), receive(socket).identity());
      }
      // The probes of both sizes of version 0.1.
      for (int length : List.of(56, 64, 1_400)) {
        send(socket, padded(request, length), responder);
        assertEquals(0, receive(socket).identity());
      }
      // Too short for an identity, and so for a reply with one.
      send(socket, padded(request.with(asked), 63), responder);
      assertEquals(0, receive(socket).identity());
    }
  }

  @Test
  void garbageIsNeverAnsweredAndNeverCounted() throws Exception {
    Random random = new Random(20_261_122);
    try (UdpResponder responder = responder(V4, MANY);
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(V4, 0))) {
      EchoDatagram request = EchoDatagram.request(Network.POD, 1, 2, 3);
      byte[] whole = padded(request, EchoDatagram.ANONYMOUS_BYTES);
      for (int length = 0; length < whole.length; length++) {
        send(socket, Arrays.copyOf(whole, length), responder);
      }
      send(socket, padded(request.reply(4, 5, 6), EchoDatagram.BYTES), responder);
      for (int i = 0; i < 2_000; i++) {
        byte[] garbage = new byte[random.nextInt(1_500)];
        random.nextBytes(garbage);
        send(socket, garbage, responder);
        if (i % 50 == 0) {
          // The next reply belongs to this request, so the datagrams before it were not answered.
          send(socket, padded(EchoDatagram.request(Network.HOST, i, 2, 3), 56), responder);
          assertEquals(i, receive(socket).cookie());
        }
      }
      assertEquals(0, responder.observers().get(Network.POD));
      send(socket, padded(EchoDatagram.request(Network.POD, 99, 2, 3), 56), responder);
      assertEquals(99, receive(socket).cookie());
      assertEquals(1, responder.observers().get(Network.POD));
    }
  }

  @Test
  void aSourceGetsOnlySoManyAnswersAndOthersStillGetTheirs() throws Exception {
    try (UdpResponder responder = responder(V4, TokenBucket.Rate.perSecond(0.001, 5));
        DatagramSocket greedy = new DatagramSocket(new InetSocketAddress(V4, 0));
        DatagramSocket other =
            new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 0))) {
      for (int i = 0; i < 50; i++) {
        send(greedy, padded(EchoDatagram.request(Network.NODE, i, 2, 3), 56), responder);
      }
      for (int i = 0; i < 5; i++) {
        assertEquals(i, receive(greedy).cookie());
      }
      send(other, padded(EchoDatagram.request(Network.NODE, 77, 2, 3), 56), responder);
      assertEquals(77, receive(other).cookie());
      greedy.setSoTimeout(50);
      assertThrows(SocketTimeoutException.class, () -> receive(greedy));
      assertEquals(2, responder.observers().get(Network.NODE));
      assertEquals(0, responder.observers().get(Network.POD));
    }
  }

  /** With real datagrams: a forged source that is not a peer gets fewer replies than a peer. */
  @Test
  void aForgedSourceThatIsNoPeerGetsLess() throws Exception {
    try (UdpResponder responder = responder(V4, TokenBucket.Rate.perSecond(0.001, 5));
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(V4, 0));
        DatagramSocket other =
            new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 0))) {
      for (int i = 0; i < 50; i++) {
        send(socket, padded(EchoDatagram.request(Network.POD, i, 2, 3), 56), responder);
      }
      for (int i = 0; i < 5; i++) {
        assertEquals(i, receive(socket).cookie());
      }
      // When this request is answered, all datagrams before it were processed.
      send(other, padded(EchoDatagram.request(Network.POD, 77, 2, 3), 56), responder);
      assertEquals(77, receive(other).cookie());
      responder.expect(Set.of(V4));
      for (int i = 100; i < 150; i++) {
        send(socket, padded(EchoDatagram.request(Network.POD, i, 2, 3), 56), responder);
        assertEquals(i, receive(socket).cookie());
      }
    }
  }

  /** What is counted for peers tells on which way datagrams are lost. */
  @Test
  void strangersWithManyStreamsPushOutNoneOfThePeers() throws Exception {
    InetAddress peer = InetAddress.ofLiteral("127.0.0.2");
    try (UdpResponder responder = responder(V4, MANY);
        DatagramSocket known = new DatagramSocket(new InetSocketAddress(peer, 0));
        DatagramSocket stranger = new DatagramSocket(new InetSocketAddress(V4, 0))) {
      responder.expect(Set.of(peer));
      assertEquals(1, receivedOf(known, 7, 1, responder));
      for (int stream = 100; stream < 2_200; stream++) {
        assertEquals(1, receivedOf(stranger, stream, 1, responder));
      }
      assertEquals(2, receivedOf(known, 7, 2, responder));
    }
  }

  /** Sends a request of a stream, and returns how many of it were received. */
  private static int receivedOf(DatagramSocket socket, long stream, int number, UdpResponder to)
      throws IOException {
    ByteBuffer request =
        ByteBuffer.wrap(
            padded(EchoDatagram.request(Network.POD, stream, number, 3), EchoTail.BYTES));
    new EchoTail().writeRequest(request, stream, number);
    send(socket, request.array(), to);
    socket.setSoTimeout(5_000);
    DatagramPacket reply = new DatagramPacket(new byte[EchoTail.BYTES], EchoTail.BYTES);
    socket.receive(reply);
    return EchoTail.received(ByteBuffer.wrap(reply.getData())).received();
  }

  /** As shipped, with a clock that stands still. */
  @Test
  void aStrangerGetsFiftyAnswersAtOnceAndAPeerTwoHundred() throws Exception {
    try (UdpResponder responder = new UdpResponder(loop, List.of(V4), 0, IDENTITY, STOPPED);
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(V4, 0));
        DatagramSocket other =
            new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 0))) {
      isAnswered(50, socket, other, responder);
      responder.expect(Set.of(V4));
      isAnswered(200, socket, other, responder);
    }
  }

  private static void isAnswered(
      int times, DatagramSocket socket, DatagramSocket other, UdpResponder responder)
      throws IOException {
    socket.setSoTimeout(5_000);
    for (int i = 0; i < times; i++) {
      send(socket, padded(EchoDatagram.request(Network.POD, i, 2, 3), 56), responder);
      assertEquals(i, receive(socket).cookie());
    }
    send(socket, padded(EchoDatagram.request(Network.POD, times, 2, 3), 56), responder);
    // When this request is answered, the datagram before it was processed.
    send(other, padded(EchoDatagram.request(Network.POD, 77, 2, 3), 56), responder);
    assertEquals(77, receive(other).cookie());
    socket.setSoTimeout(50);
    assertThrows(SocketTimeoutException.class, () -> receive(socket));
  }

  @Test
  void itAnswersInIpv6() throws Exception {
    try (UdpResponder responder = responder(V6, MANY);
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(V6, 0))) {
      socket.send(
          new DatagramPacket(
              padded(EchoDatagram.request(Network.POD, 1, 2, 3), 56), 56, V6, responder.port()));
      assertEquals(1, receive(socket).cookie());
    }
  }

  @Test
  void aBusyPortIsOneSentence() throws Exception {
    try (DatagramSocket busy = new DatagramSocket(new InetSocketAddress(V4, 0))) {
      StartException e =
          assertThrows(
              StartException.class,
              () ->
                  new UdpResponder(
                      loop, List.of(V4), busy.getLocalPort(), IDENTITY, ProcessClock.SYSTEM));
      assertEquals(
          "cannot listen on 127.0.0.1 UDP port " + busy.getLocalPort() + ": Address already in use",
          e.getMessage());
    }
  }

  @Test
  void closedItsPortIsFree() throws Exception {
    UdpResponder responder = responder(V4, MANY);
    responder.close();
    // The loop closes the channel in its next turn.
    loop.exclusively(() -> {});
    await()
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> {
          new DatagramSocket(new InetSocketAddress(V4, responder.port())).close();
          return true;
        });
  }

  private UdpResponder responder(InetAddress address, TokenBucket.Rate perSource) {
    return new UdpResponder(
        loop,
        List.of(address),
        0,
        IDENTITY,
        ProcessClock.SYSTEM,
        new IncomingObservers(
            new IncomingObservers.RateLimits(MANY, MANY),
            new IncomingObservers.RateLimits(perSource, MANY),
            100,
            System.nanoTime()));
  }

  private static byte[] padded(EchoDatagram datagram, int length) {
    ByteBuffer buffer = ByteBuffer.allocate(Math.max(length, EchoDatagram.BYTES));
    datagram.write(buffer);
    return Arrays.copyOf(buffer.array(), length);
  }

  private static void send(DatagramSocket socket, byte[] bytes, UdpResponder to)
      throws IOException {
    socket.send(new DatagramPacket(bytes, bytes.length, V4, to.port()));
  }

  private static EchoDatagram receive(DatagramSocket socket) throws IOException {
    if (socket.getSoTimeout() == 0) {
      socket.setSoTimeout(5_000);
    }
    DatagramPacket packet = new DatagramPacket(new byte[20_000], 20_000);
    socket.receive(packet);
    EchoDatagram reply =
        EchoDatagram.read(ByteBuffer.wrap(packet.getData(), 0, packet.getLength())).orElseThrow();
    assertEquals(reply.bytes(), packet.getLength());
    return reply;
  }
}
