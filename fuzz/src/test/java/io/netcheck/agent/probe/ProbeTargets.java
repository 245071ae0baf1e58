// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.fuzz.FuzzTarget;
import io.netcheck.protocol.IpFamily;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/** Packets of other hosts, and messages of the kernel. */
public final class ProbeTargets {
  private static final AgentIdentity AGENT = new AgentIdentity(0x0123456789ABCDEFL);

  private ProbeTargets() {}

  public static List<FuzzTarget> all() {
    ReceivedMessage message = new ReceivedMessage(Arena.ofAuto());
    return List.of(
        FuzzTarget.of("echo-datagram", ProbeTargets::echo),
        FuzzTarget.of("tcp-hello", ProbeTargets::hello),
        FuzzTarget.of("icmp-packet", ProbeTargets::icmp),
        FuzzTarget.of("control-message", in -> control(message, in)),
        FuzzTarget.of("route", in -> RouteMessage.route(kernel(in))),
        FuzzTarget.of("link", in -> RouteMessage.link(kernel(in))));
  }

  /** As the responder and the prober read it. */
  private static Object echo(byte[] input) {
    ByteBuffer datagram = ByteBuffer.wrap(input.clone());
    EchoTail tail = new EchoTail();
    long stream = EchoTail.stream(datagram);
    String outcome = "";
    if (stream != 0) {
      outcome += tail.isIntact(datagram);
      outcome += EchoTail.number(datagram) > 0;
      outcome += EchoTail.received(datagram).first() > 0;
    }
    if (EchoDatagram.hasCookie(datagram)) {
      outcome += EchoDatagram.cookie(datagram) == EchoDatagram.sequence(datagram);
    }
    Optional<EchoDatagram> read = EchoDatagram.read(datagram);
    if (read.isPresent()) {
      ByteBuffer written = ByteBuffer.allocate(EchoTail.BYTES);
      read.get().write(written);
      if (!EchoDatagram.read(written).equals(read)) {
        throw new AssertionError("read " + EchoDatagram.read(written) + ", written " + read);
      }
      if (written.limit() > Math.max(input.length, EchoDatagram.BYTES)) {
        throw new AssertionError("longer than what was received");
      }
      outcome +=
          read.get().reply() + read.get().network().label() + read.get().isBy(Optional.of(AGENT));
    }
    return outcome;
  }

  private static Object hello(byte[] input) {
    TcpHello hello = new TcpHello(AGENT);
    ByteBuffer head = LargeAnswer.head();
    head.put(input, 0, Math.min(input.length, head.remaining()));
    int length = Math.min(input.length, hello.answer().remaining());
    hello.answer().put(input, 0, length / 2);
    TcpHello.Verdict open = hello.verdict(false);
    hello.answer().put(input, length / 2, length - length / 2);
    return open + " " + hello.verdict(true) + " " + LargeAnswer.status(head);
  }

  private static Object icmp(byte[] input) {
    ByteBuffer packet = ByteBuffer.wrap(input);
    StringBuilder outcome = new StringBuilder();
    for (IpFamily family : IpFamily.values()) {
      for (boolean raw : new boolean[] {false, true}) {
        int start = IcmpPacket.start(packet, raw);
        if (IcmpPacket.isReply(packet, start, family)
            || IcmpPacket.isRequest(packet, start, family)) {
          outcome.append(family).append(raw);
          outcome.append(IcmpPacket.sequence(packet, start) > 0);
          outcome.append(IcmpPacket.cookie(packet, start) > 0);
        }
      }
    }
    return outcome.append(IcmpPacket.checksum(packet) == 0).toString();
  }

  private static Object control(ReceivedMessage message, byte[] input) {
    message.takeControl(input);
    InetAddress loopback = InetAddress.getLoopbackAddress();
    return message
        .error()
        .map(error -> error.failure(loopback, loopback, true).reason() + " " + error.isHopLimit())
        .orElse(message.hopLimit() + " " + message.stampNanos());
  }

  private static ByteBuffer kernel(byte[] input) {
    return ByteBuffer.wrap(input).order(ByteOrder.nativeOrder());
  }
}
