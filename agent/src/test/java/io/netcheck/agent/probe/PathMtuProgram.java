// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static io.netcheck.agent.probe.BlockingProbe.ask;

import io.netcheck.daemon.ProcessClock;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Changes the path to a peer and prints the outcomes of its probes; see PathMtuNamespaceTest. */
final class PathMtuProgram {
  private static final PrintStream OUT = System.out;
  private static final int PORT = 6_100;
  private static final Duration WITHIN = Duration.ofMillis(200);

  /** The packets of one round have ended when the next one begins. */
  private static final Duration ROUND = Duration.ofMillis(250);

  /** More than any change takes to be seen. */
  private static final int MOST_ROUNDS = 240;

  private static final int PEERS = 24;
  private static final int MOST_SECONDS = 120;

  private final String family;
  private final String ip;
  private final String iptables;
  private final String gateway;
  private final String tooBig;
  private final InetAddress peer;
  private final MtuProber prober;

  private PathMtuProgram(boolean ipv4, MtuProber prober) {
    family = ipv4 ? "ipv4" : "ipv6";
    ip = ipv4 ? "ip " : "ip -6 ";
    iptables = ipv4 ? "iptables " : "ip6tables ";
    gateway = ipv4 ? "10.77.1.254" : "fd77:1::fe";
    tooBig =
        ipv4
            ? "-p icmp --icmp-type fragmentation-needed"
            : "-p icmpv6 --icmpv6-type packet-too-big";
    peer = InetAddress.ofLiteral(ipv4 ? "10.77.2.1" : "fd77:2::1");
    this.prober = prober;
  }

  /**
   * @param arguments {@code many} for many peers behind the router, else {@code changes}
   */
  public static void main(String[] arguments) throws Exception {
    boolean many = arguments[0].equals("many");
    ProcessClock clock = ProcessClock.SYSTEM;
    if ("peer".equals(System.getenv("ROLE"))) {
      try (EventLoop loop = new EventLoop(clock);
          UdpResponder _ =
              new UdpResponder(loop, peers(many), PORT, BlockingProbe.IDENTITY, clock)) {
        Thread.sleep(Duration.ofMinutes(5));
      }
      return;
    }
    List<InetAddress> own =
        List.of(InetAddress.ofLiteral("10.77.1.1"), InetAddress.ofLiteral("fd77:1::1"));
    try (EventLoop loop = new EventLoop(clock);
        UdpProber small = new UdpProber(loop, own, clock);
        MtuProber prober = new MtuProber(loop, own, OptionalInt.empty(), clock)) {
      for (InetAddress peer : peers(many)) {
        while (!(ask(small, peer, PORT, WITHIN) instanceof Outcome.Reply)) {
          Thread.onSpinWait();
        }
      }
      if (many) {
        OUT.println(many(prober));
      } else {
        new PathMtuProgram(true, prober).run();
        new PathMtuProgram(false, prober).run();
      }
    } finally {
      List<String> others = new ArrayList<>(List.of(System.getenv("SLEEPS").split(" ", -1)));
      others.add(System.getenv("ANSWERS"));
      others.forEach(pid -> ProcessHandle.of(Long.parseLong(pid)).ifPresent(p -> p.destroy()));
    }
  }

  private static List<InetAddress> peers(boolean many) {
    return many
        ? IntStream.rangeClosed(1, PEERS)
            .mapToObj(host -> InetAddress.ofLiteral("10.77.2." + host))
            .toList()
        : List.of(InetAddress.ofLiteral("10.77.2.1"), InetAddress.ofLiteral("fd77:2::1"));
  }

  /** Probes all peers once a second until the router has told the size of every path. */
  private static String many(MtuProber prober) throws InterruptedException {
    Map<InetAddress, Integer> failures = new HashMap<>();
    Set<InetAddress> down = new HashSet<>();
    long told = 0;
    for (int second = 0; second < MOST_SECONDS && told < PEERS; second++) {
      long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
      Map<InetAddress, CompletableFuture<Outcome>> asked = new HashMap<>();
      for (InetAddress peer : peers(true)) {
        asked.put(peer, BlockingProbe.start(prober, peer, PORT, Duration.ofMillis(500)));
      }
      told = 0;
      for (Map.Entry<InetAddress, CompletableFuture<Outcome>> probe : asked.entrySet()) {
        Outcome outcome = probe.getValue().orTimeout(10, TimeUnit.SECONDS).join();
        told += outcome.pathMtu().equals(OptionalInt.of(1_400)) ? 1 : 0;
        boolean failed = outcome instanceof Outcome.Failure;
        if (failures.merge(probe.getKey(), failed ? 1 : 0, (before, _) -> failed ? before + 1 : 0)
            >= 3) {
          down.add(probe.getKey());
        }
      }
      Thread.sleep(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }
    return told
        + " of "
        + PEERS
        + " paths told 1400, "
        + (down.isEmpty() ? "none was down" : down + " were down");
  }

  private void run() throws IOException, InterruptedException {
    here(ip + "route change default via " + gateway + " mtu 1450");
    String other = "FORWARD -i in0 -p udp -m length ! --length 1450";
    router(iptables + "-I " + other + " -j DROP");
    say("route of 1450, and only 1450 passes", "reply");
    router(iptables + "-D " + other + " -j DROP");
    here(ip + "route change default via " + gateway);

    String second =
        ip.length() > 3 ? "FORWARD -m frag --fragid 0:4294967295 --fraglast" : "FORWARD -f";
    router(iptables + "-I " + second + " -j DROP");
    say("second fragments are lost", "fragments");
    router(iptables + "-D " + second + " -j DROP");
    say("mended", "reply");

    router("ip link set out0 mtu 1400");
    first("router tells 1400");
    router("ip link set out0 mtu 1500");
    say("mended", "reply");

    router("ip link set out0 mtu 1300");
    until("reply, 1300 passes");
    router("ip link set out0 mtu 1400");
    say("1400 while the kernel remembers 1300", "reply, 1400 passes");
    router(iptables + "-I OUTPUT " + tooBig + " -j DROP");
    here(ip + "route flush cache");
    say("router is silent", "timeout, 1400 passes");
    router(iptables + "-D OUTPUT " + tooBig + " -j DROP");
    router("ip link set out0 mtu 1500");
    say("mended", "reply");

    here("ip link set out0 mtu 1420");
    OUT.println(family + " first probe fits its own interface: " + isAnswered());
    say("own interface of 1420", "reply");
    here("ip link set out0 mtu 1500");
    until("reply");
  }

  /** Says the outcome of the very next probe, which may take its time. */
  private void first(String what) {
    OUT.println(family + " " + what + ": " + word(ask(prober, peer, PORT, BlockingProbe.LONG)));
  }

  private boolean isAnswered() {
    return ask(prober, peer, PORT, BlockingProbe.LONG) instanceof Outcome.Reply;
  }

  private void say(String what, String expected) throws InterruptedException {
    OUT.println(family + " " + what + ": " + until(expected));
  }

  /** Probes until the outcome is as expected, and returns the last one. */
  private String until(String expected) throws InterruptedException {
    String last = "";
    for (int i = 0; i < MOST_ROUNDS && !last.equals(expected); i++) {
      long end = System.nanoTime() + ROUND.toNanos();
      last = word(ask(prober, peer, PORT, WITHIN));
      Thread.sleep(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }
    return last;
  }

  private static String word(Outcome outcome) {
    String said =
        switch (outcome) {
          case Outcome.Reply _ -> "reply";
          case Outcome.LateReply _ -> "late";
          case Outcome.Unmeasured _ -> "unmeasured";
          case Outcome.Failure failure -> failure.reason().label();
        };
    return outcome.pathMtu().isPresent()
        ? said + ", " + outcome.pathMtu().getAsInt() + " passes"
        : said;
  }

  private static void router(String command) throws IOException, InterruptedException {
    here("nsenter -t " + System.getenv("ROUTER") + " -n " + command);
  }

  private static void here(String command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command.split(" ", -1)).inheritIO().start();
    if (process.waitFor() != 0) {
      throw new IOException(command + " ended with " + process.exitValue());
    }
  }
}
