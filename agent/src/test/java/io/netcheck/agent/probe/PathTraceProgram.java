// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.Network;
import io.netcheck.testing.ProgramRun;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Traces one path under changing rules and prints the hops; see PathTraceNamespaceTest, which makes
 * the network.
 */
final class PathTraceProgram {
  private static final PrintStream OUT = System.out;
  private static final int PORT = 6100;
  private static final int TRIES = 20;
  private static final List<InetAddress> OWN =
      List.of(InetAddress.ofLiteral("10.79.1.1"), InetAddress.ofLiteral("fd79:1::1"));
  private static final InetAddress PEER = InetAddress.ofLiteral("10.79.3.2");
  private static final InetAddress PEER6 = InetAddress.ofLiteral("fd79:3::2");

  private final String near;
  private final String far;
  private final String target;
  private final PathTracer tracer;

  private PathTraceProgram(String near, String far, String target, PathTracer tracer) {
    this.near = near;
    this.far = far;
    this.target = target;
    this.tracer = tracer;
  }

  /** The arguments are processes in the namespaces of two routers and of the target. */
  public static void main(String[] arguments) throws Exception {
    try (EventLoop loop = new EventLoop(ProcessClock.SYSTEM);
        PathTracer tracer = new PathTracer(loop, OWN, ProcessClock.SYSTEM)) {
      new PathTraceProgram(arguments[0], arguments[1], arguments[2], tracer).run();
    } finally {
      for (String process : arguments) {
        ProcessHandle.of(Long.parseLong(process)).ifPresent(ProcessHandle::destroy);
      }
    }
  }

  private void run() throws Exception {
    both("closed");
    Process agent = AnsweringAgent.start(target, "n2", "6100", "10.79.3.2", "fd79:3::2");
    try {
      both("whole");
      tell("another agent", PEER, "n3");
      filtered("dropped behind the second", far, "FORWARD -i f0 -j DROP");
      filtered("dropped behind the first", near, "FORWARD -i n0 -j DROP");
      filtered("rejected by the second", far, "FORWARD -i f0 -j REJECT");
      routed("no route at the second", far, "route add unreachable 10.79.3.2/32");
      routed("no route at the second6", far, "-6 route add unreachable fd79:3::2/128");
      silentRouter();
      shorterWayBack();
      filtered("rejected here", "", "OUTPUT -p udp -j REJECT");
      in("", "ip", "route", "del", "default");
      in("", "ip", "-6", "route", "del", "default");
      both("no route here");
    } finally {
      agent.destroy();
    }
  }

  private void both(String name) throws Exception {
    tell(name, PEER, "n2");
    tell(name + "6", PEER6, "n2");
  }

  private void filtered(String name, String where, String rule) throws Exception {
    filter(where, "iptables", "-I", rule);
    filter(where, "ip6tables", "-I", rule);
    both(name);
    filter(where, "iptables", "-D", rule);
    filter(where, "ip6tables", "-D", rule);
  }

  private void silentRouter() throws Exception {
    String rule = "OUTPUT -p icmp --icmp-type time-exceeded -j DROP";
    String rule6 = "OUTPUT -p icmpv6 --icmpv6-type time-exceeded -j DROP";
    filter(near, "iptables", "-I", rule);
    filter(near, "ip6tables", "-I", rule6);
    both("silent first hop");
    filter(near, "iptables", "-D", rule);
    filter(near, "ip6tables", "-D", rule6);
  }

  /** The second router sends answers to the source itself, and not by way of the first one. */
  private void shorterWayBack() throws Exception {
    try (EventLoop loop = new EventLoop(ProcessClock.SYSTEM);
        IcmpProber prober = new IcmpProber(loop, OWN, ProcessClock.SYSTEM)) {
      tellHopLimits("hop limit", prober);
      in("", "ip", "link", "add", "s1", "type", "veth", "peer", "name", "f2", "netns", far);
      in("", "ip", "link", "set", "s1", "up");
      in(far, "ip", "addr", "add", "10.79.4.1/24", "dev", "f2");
      in(far, "ip", "link", "set", "f2", "up");
      in("", "ip", "addr", "add", "10.79.4.2/24", "dev", "s1");
      in(far, "ip", "route", "add", "10.79.1.1", "via", "10.79.4.2");
      in("", "ip", "addr", "add", "fd79:4::2/64", "dev", "s1", "nodad");
      in(far, "ip", "addr", "add", "fd79:4::1/64", "dev", "f2", "nodad");
      in(far, "ip", "route", "add", "fd79:1::1", "via", "fd79:4::2");
      tellHopLimits("hop limit of a shorter way back", prober);
    }
  }

  private void tellHopLimits(String name, IcmpProber prober) throws Exception {
    OUT.println(name + ": " + hopLimit(prober, PEER));
    OUT.println(name + "6: " + hopLimit(prober, PEER6));
  }

  /** Of the first answer: a link that is new loses some packets. */
  private static int hopLimit(IcmpProber prober, InetAddress peer) throws Exception {
    for (int i = 0; i < TRIES; i++) {
      if (BlockingProbe.ask(prober, peer, 0, BlockingProbe.LONG) instanceof Outcome.Reply reply) {
        return reply.hopLimit();
      }
    }
    return -1;
  }

  private void routed(String name, String where, String change) throws Exception {
    in(where, ("ip " + change).split(" "));
    InetAddress peer = name.endsWith("6") ? PEER6 : PEER;
    String found = trace(peer, "n2");
    // The kernel sends one of these errors a second, and no setting of a namespace changes that.
    for (int i = 0; i < TRIES && !found.contains(" 2 "); i++) {
      Thread.sleep(1_500);
      found = trace(peer, "n2");
    }
    OUT.println(name + ":" + found);
    in(
        where,
        ("ip " + change.replace("route add unreachable", "route del unreachable")).split(" "));
  }

  private void filter(String where, String tool, String action, String rule) throws IOException {
    List<String> command = new ArrayList<>(List.of(tool, "-w", action));
    command.addAll(List.of(rule.split(" ")));
    in(where, command.toArray(String[]::new));
  }

  private static void in(String process, String... command) throws IOException {
    List<String> all = new ArrayList<>();
    if (!process.isEmpty()) {
      all.addAll(List.of("nsenter", "-t", process, "-n"));
    }
    all.addAll(List.of(command));
    ProgramRun.output(all);
  }

  private void tell(String name, InetAddress peer, String node) throws Exception {
    OUT.println(name + ":" + trace(peer, node));
  }

  private String trace(InetAddress peer, String node) throws Exception {
    CompletableFuture<PathTrace> found = new CompletableFuture<>();
    tracer.trace(
        new ProbeTarget(
            peer, PORT, Network.HOST, Optional.of(AnsweringAgent.identity(node)), false),
        found::complete);
    PathTrace trace = found.get(60, TimeUnit.SECONDS);
    String hops =
        trace.hops().stream()
            .map(hop -> " " + hop.number() + " " + hop.address().getHostAddress())
            .collect(Collectors.joining(","));
    return hops + trace.failure().map(reason -> " " + reason).orElse("");
  }
}
