// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.Network;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Sends one probe and waits for its outcome. */
final class BlockingProbe {
  static final InetAddress V4 = InetAddress.ofLiteral("127.0.0.1");
  static final InetAddress V6 = InetAddress.ofLiteral("::1");
  static final AgentIdentity IDENTITY = AgentIdentity.of(new ClientId(AgentKind.HOST, "node-1"));

  static final Duration LONG = Duration.ofSeconds(5);
  static final Duration SHORT = Duration.ofMillis(150);

  private BlockingProbe() {}

  static Outcome ask(Prober prober, InetAddress address, int port, Duration within) {
    return start(prober, address, port, within).orTimeout(10, TimeUnit.SECONDS).join();
  }

  static CompletableFuture<Outcome> start(
      Prober prober, InetAddress address, int port, Duration within) {
    return start(prober, new ProbeTarget(address, port, Network.HOST), within);
  }

  static CompletableFuture<Outcome> start(Prober prober, ProbeTarget target, Duration within) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    prober.probe(target, System.nanoTime() + within.toNanos(), outcome::complete);
    return outcome;
  }

  static Outcome.Reply reply(Outcome outcome) {
    return assertInstanceOf(Outcome.Reply.class, outcome);
  }

  static FailureReason reason(Outcome outcome) {
    return assertInstanceOf(Outcome.Failure.class, outcome).reason();
  }
}
