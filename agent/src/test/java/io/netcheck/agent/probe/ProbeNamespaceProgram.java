// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static io.netcheck.agent.probe.BlockingProbe.IDENTITY;
import static io.netcheck.agent.probe.BlockingProbe.V4;
import static io.netcheck.agent.probe.BlockingProbe.V6;
import static io.netcheck.agent.probe.BlockingProbe.ask;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.IpFamily;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;

/** Sends probes in a network namespace and prints the outcomes; see ProbeNamespaceTest. */
final class ProbeNamespaceProgram {
  private static final PrintStream OUT = System.out;

  private ProbeNamespaceProgram() {}

  public static void main(String[] arguments) throws Exception {
    InetAddress own = InetAddress.ofLiteral("10.77.0.1");
    InetAddress absent = InetAddress.ofLiteral("10.77.0.9");
    InetAddress noRoute = InetAddress.ofLiteral("203.0.113.1");
    InetAddress filtered = InetAddress.ofLiteral("10.77.0.2");
    List<InetAddress> loopback = List.of(V4, V6);
    ProcessClock clock = ProcessClock.SYSTEM;
    try (EventLoop loop = new EventLoop(clock);
        IcmpProber icmp = new IcmpProber(loop, loopback, clock);
        IcmpProber icmpOut = new IcmpProber(loop, List.of(own), clock);
        UdpProber udp = new UdpProber(loop, List.of(own), clock);
        UdpProber udpIn = new UdpProber(loop, loopback, clock);
        TcpProber tcp = new TcpProber(loop, List.of(own), clock);
        MtuProber mtu = new MtuProber(loop, loopback, OptionalInt.empty(), clock);
        MtuProber jumbo = new MtuProber(loop, loopback, OptionalInt.of(9_000), clock);
        UdpResponder responder = new UdpResponder(loop, loopback, 0, IDENTITY, clock);
        ServerSocket _ = new ServerSocket(9999, 5, own)) {
      OUT.println(
          "icmp unsupported "
              + icmp.unsupported(IpFamily.IPV4)
                  .orElse("no, " + icmp.socket(IpFamily.IPV4).orElse("none")));
      OUT.println(
          "icmp6 unsupported "
              + icmp.unsupported(IpFamily.IPV6)
                  .orElse("no, " + icmp.socket(IpFamily.IPV6).orElse("none")));
      Function<Outcome, String> word =
          outcome ->
              switch (outcome) {
                case Outcome.Reply _ -> "reply";
                case Outcome.LateReply _, Outcome.Unmeasured _ -> "paused";
                case Outcome.Failure failure -> failure.reason().label();
              };
      Duration within = Duration.ofSeconds(5);
      OUT.println("icmp " + word.apply(ask(icmp, V4, 0, within)));
      OUT.println("icmp6 " + word.apply(ask(icmp, V6, 0, within)));
      OUT.println("icmp absent " + word.apply(ask(icmpOut, absent, 0, within)));
      OUT.println("icmp after absent " + word.apply(ask(icmpOut, own, 0, within)));
      OUT.println("icmp no route " + word.apply(ask(icmpOut, noRoute, 0, within)));
      OUT.println("udp no route " + word.apply(ask(udp, noRoute, 9, within)));
      OUT.println("tcp no route " + word.apply(ask(tcp, noRoute, 9, within)));
      OUT.println("tcp absent " + word.apply(ask(tcp, absent, 9, within)));
      OUT.println("tcp own " + word.apply(ask(tcp, own, 9999, within)));
      OUT.println("udp filtered " + word.apply(ask(udp, filtered, 9, within)));
      OUT.println("udp " + word.apply(ask(udpIn, V4, responder.port(), within)));
      OUT.println("mtu " + word.apply(ask(mtu, V4, responder.port(), within)));
      OUT.println("mtu6 " + word.apply(ask(mtu, V6, responder.port(), within)));
      OUT.println("jumbo " + word.apply(ask(jumbo, V4, responder.port(), within)));
      OUT.println("jumbo6 " + word.apply(ask(jumbo, V6, responder.port(), within)));
    }
  }
}
