// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static io.netcheck.agent.probe.BlockingProbe.start;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.Network;
import io.netcheck.testing.ProgramRun;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Probes one address under changing rules and prints who answers; see WhoAnswersNamespaceTest,
 * which makes the network.
 */
final class WhoAnswersProgram {
  private static final PrintStream OUT = System.out;
  private static final Duration WITHIN = Duration.ofMillis(700);
  private static final int PORT = 6100;
  private static final int TRIES = 20;

  private final String router;
  private final String target;
  private final String twin;
  private final Map<String, Prober> probers = new LinkedHashMap<>();

  private WhoAnswersProgram(String router, String target, String twin) {
    this.router = router;
    this.target = target;
    this.twin = twin;
  }

  /** The arguments are processes in the namespaces of a router and of two targets. */
  public static void main(String[] arguments) throws Exception {
    try {
      new WhoAnswersProgram(arguments[0], arguments[1], arguments[2]).run();
    } finally {
      for (String process : arguments) {
        ProcessHandle.of(Long.parseLong(process)).ifPresent(ProcessHandle::destroy);
      }
    }
  }

  private void run() throws Exception {
    InetAddress own = InetAddress.ofLiteral("10.78.1.1");
    InetAddress own6 = InetAddress.ofLiteral("fd78:1::1");
    InetAddress peer = InetAddress.ofLiteral("10.78.2.2");
    InetAddress peer6 = InetAddress.ofLiteral("fd78:2::2");
    List<InetAddress> ours = List.of(own, own6);
    List<InetAddress> served = List.of(own, own6, BlockingProbe.V4);
    ProcessClock clock = ProcessClock.SYSTEM;
    try (EventLoop loop = new EventLoop(clock);
        IcmpProber icmp = new IcmpProber(loop, ours, clock);
        UdpProber udp = new UdpProber(loop, ours, clock);
        TcpProber tcp = new TcpProber(loop, ours, clock)) {
      probers.put("icmp", icmp);
      probers.put("udp", udp);
      probers.put("tcp", tcp);
      tell("closed", peer);
      tell("closed6", peer6);
      Process agent = AnsweringAgent.start(target, "n2", "6100", "10.78.2.2", "fd78:2::2");
      Process other = AnsweringAgent.start(twin, "n3", "6100", "10.78.2.2", "fd78:2::2");
      try (AnsweringAgent _ = new AnsweringAgent("n1", served, PORT)) {
        tell("open", peer);
        tell("open6", peer6);
        filtered("output", "", "OUTPUT -d 10.78.2.2 -j REJECT", peer);
        filtered(
            "output prohibited",
            "",
            "OUTPUT -d 10.78.2.2 -j REJECT --reject-with icmp-admin-prohibited",
            peer);
        filtered(
            "output reset",
            "",
            "OUTPUT -p tcp -d 10.78.2.2 -j REJECT --reject-with tcp-reset",
            peer);
        filtered("output dropped", "", "OUTPUT -d 10.78.2.2 -j DROP", peer);
        filtered("input", target, "INPUT -s 10.78.1.1 -j REJECT", peer);
        filtered(
            "input prohibited",
            target,
            "INPUT -s 10.78.1.1 -j REJECT --reject-with icmp-admin-prohibited",
            peer);
        filtered(
            "input reset",
            target,
            "INPUT -p tcp -s 10.78.1.1 -j REJECT --reject-with tcp-reset",
            peer);
        filtered("router", router, "FORWARD -s 10.78.1.1 -j REJECT", peer);
        filtered(
            "router prohibited",
            router,
            "FORWARD -s 10.78.1.1 -j REJECT --reject-with icmp-admin-prohibited",
            peer);
        filtered(
            "router reset",
            router,
            "FORWARD -p tcp -s 10.78.1.1 -j REJECT --reject-with tcp-reset",
            peer);
        filtered6("router6", router, "FORWARD -s fd78:1::1 -j REJECT", peer6);
        filtered6(
            "router6 prohibited",
            router,
            "FORWARD -s fd78:1::1 -j REJECT --reject-with icmp6-adm-prohibited",
            peer6);
        filtered6("output6", "", "OUTPUT -d fd78:2::2 -j REJECT", peer6);
        routed("prohibit route", "", "prohibit 10.78.2.2", peer);
        routed("unreachable route", "", "unreachable 10.78.2.2", peer);
        routed("router's prohibit route", router, "prohibit 10.78.2.2", peer);
        routed("router's unreachable route", router, "unreachable 10.78.2.2", peer);
        routed("twin", router, "10.78.2.2/32 dev r2", peer);
        filtered("proxy", "", "OUTPUT -t nat -p tcp --dport 6100 -d 10.78.2.2 -j REDIRECT", peer);
        sh(target, "ip link set t0 down");
        filtered(
            "proxy of a dead node",
            "",
            "OUTPUT -t nat -p tcp --dport 6100 -d 10.78.2.2 -j REDIRECT",
            peer);
      } finally {
        agent.destroy();
        other.destroy();
      }
    }
  }

  private void filtered(String what, String namespaceOf, String rule, InetAddress peer)
      throws IOException {
    filtered("iptables", what, namespaceOf, rule, peer);
  }

  private void filtered6(String what, String namespaceOf, String rule, InetAddress peer)
      throws IOException {
    filtered("ip6tables", what, namespaceOf, rule, peer);
  }

  private void filtered(
      String command, String what, String namespaceOf, String rule, InetAddress peer)
      throws IOException {
    sh(namespaceOf, command + " -A " + rule);
    tell(what, peer);
    sh(namespaceOf, command + " -D " + rule);
  }

  private void routed(String what, String namespaceOf, String route, InetAddress peer)
      throws IOException {
    sh(namespaceOf, "ip route add " + route);
    OUT.println(answers(what, peer, TRIES));
    sh(namespaceOf, "ip route del " + route);
  }

  private static void sh(String namespaceOf, String command) throws IOException {
    List<String> inside =
        namespaceOf.isEmpty() ? List.of() : List.of("nsenter", "-t", namespaceOf, "-n");
    List<String> all = new ArrayList<>(inside);
    all.addAll(List.of(command.split(" ")));
    ProgramRun.output(all);
  }

  private void tell(String what, InetAddress peer) {
    OUT.println(answers(what, peer, 1));
  }

  /**
   * What becomes of each kind of probe.
   *
   * @param tries of each until one does not time out: a router sends one error in a second for a
   *     route that forbids packets
   */
  private String answers(String what, InetAddress peer, int tries) {
    ProbeTarget asked =
        new ProbeTarget(peer, PORT, Network.HOST, Optional.of(AnsweringAgent.identity("n2")), true);
    StringBuilder line = new StringBuilder(what + ":");
    for (Map.Entry<String, Prober> prober : probers.entrySet()) {
      String answer = "timeout";
      for (int i = 0; i < tries && answer.equals("timeout"); i++) {
        answer = text(start(prober.getValue(), asked, WITHIN).join());
      }
      line.append(' ').append(prober.getKey()).append(' ').append(answer);
    }
    return line.toString();
  }

  private static String text(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Reply _, Outcome.LateReply _ -> outcome.pathWorks() ? "proven" : "unproven";
      case Outcome.Unmeasured _ -> "unmeasured";
      case Outcome.Failure failure ->
          failure.reason() + failure.sender().map(sender -> " by " + sender).orElse("");
    };
  }
}
