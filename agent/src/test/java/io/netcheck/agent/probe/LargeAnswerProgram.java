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
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Probes an agent behind a router under changing rules; see LargeAnswerNamespaceTest. */
final class LargeAnswerProgram {
  private static final PrintStream OUT = System.out;
  private static final int PORT = 6100;
  private static final Duration WITHIN = Duration.ofMillis(500);
  private static final Duration EVERY = Duration.ofMillis(600);
  private static final int MOST_TRIES = 600;

  private final String router;
  private final LargeAnswerProber prober;

  private LargeAnswerProgram(String router, LargeAnswerProber prober) {
    this.router = router;
    this.prober = prober;
  }

  /** The arguments are processes in the namespaces of a router and of the peer. */
  public static void main(String[] arguments) throws Exception {
    List<InetAddress> own =
        List.of(InetAddress.ofLiteral("10.79.1.1"), InetAddress.ofLiteral("fd79:1::1"));
    ProcessClock clock = ProcessClock.SYSTEM;
    Process peer = AnsweringAgent.start(arguments[1], "n2", "6100", "10.79.2.2", "fd79:2::2");
    try (EventLoop loop = new EventLoop(clock);
        LargeAnswerProber prober =
            new LargeAnswerProber(
                new MtuProber(loop, own, OptionalInt.empty(), clock), EVERY, loop, own, clock)) {
      LargeAnswerProgram program = new LargeAnswerProgram(arguments[0], prober);
      program.run("ipv4", "iptables", InetAddress.ofLiteral("10.79.2.2"));
      program.run("ipv6", "ip6tables", InetAddress.ofLiteral("fd79:2::2"));
    } finally {
      peer.destroy();
      for (String process : arguments) {
        ProcessHandle.of(Long.parseLong(process)).ifPresent(ProcessHandle::destroy);
      }
    }
  }

  private void run(String family, String filter, InetAddress peer) throws Exception {
    say(family + " all pass", peer, "reply", prober.totals().arrived() + 1);
    String large = "FORWARD -i r1 -p tcp -m length --length 1000:65535 -j DROP";
    router(filter + " -I " + large);
    say(family + " large segments die", peer, "large_answer", 0);
    router(filter + " -D " + large);
    say(family + " mended", peer, "reply", 0);
  }

  /** Probes until the outcome is as expected and enough answers arrived; says the last one. */
  private void say(String what, InetAddress peer, String expected, long arrived)
      throws InterruptedException {
    ProbeTarget target =
        new ProbeTarget(peer, PORT, Network.HOST, Optional.of(AnsweringAgent.identity("n2")), true);
    String last = "";
    for (int i = 0; i < MOST_TRIES; i++) {
      last = word(start(prober, target, WITHIN).join());
      if (last.equals(expected) && prober.totals().arrived() >= arrived) {
        break;
      }
      Thread.sleep(100);
    }
    OUT.println(what + ": " + last);
  }

  private static String word(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Reply _ -> "reply";
      case Outcome.LateReply _ -> "late";
      case Outcome.Unmeasured _ -> "unmeasured";
      case Outcome.Failure failure -> failure.reason().label();
    };
  }

  private void router(String command) throws IOException {
    List<String> all = new ArrayList<>(List.of("nsenter", "-t", router, "-n"));
    all.addAll(List.of(command.split(" ")));
    ProgramRun.output(all);
  }
}
