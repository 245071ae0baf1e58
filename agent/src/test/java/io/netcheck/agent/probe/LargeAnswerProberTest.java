// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static io.netcheck.agent.probe.BlockingProbe.LONG;
import static io.netcheck.agent.probe.BlockingProbe.V4;
import static io.netcheck.agent.probe.BlockingProbe.V6;
import static io.netcheck.agent.probe.BlockingProbe.start;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.testing.FreePort;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Large answers of peers on loopback; those that stop take seconds. */
@MachineTest
class LargeAnswerProberTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration EVERY = Duration.ofMillis(600);
  private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: ";
  private static final String HELLO =
      HEAD + "32\r\n\r\n" + TcpHello.page(AnsweringAgent.identity("n1"));

  private final EventLoop loop = new EventLoop(ProcessClock.SYSTEM);
  private Outcome datagram = new Outcome.Reply(1_000);
  private final LargeAnswerProber prober =
      new LargeAnswerProber(new OneOutcome(), EVERY, loop, List.of(V4, V6), ProcessClock.SYSTEM);

  @AfterEach
  void close() {
    prober.close();
    loop.close();
  }

  @Test
  void anAnswerThatArrivesIsNoFailure() throws IOException {
    try (AnsweringAgent agent = new AnsweringAgent("n1", List.of(V4, V6), FreePort.get())) {
      for (InetAddress address : List.of(V4, V6)) {
        long before = prober.totals().arrived();
        until(address, agent.port(), _ -> prober.totals().arrived() > before);
      }
      assertEquals(0, prober.totals().stopped());
    }
  }

  @Test
  void anAnswerThatStopsIsAFailureUntilOneArrives() throws Exception {
    try (Peer peer = new Peer(HELLO, HEAD + "65536\r\n\r\n" + ".".repeat(20_000), true)) {
      Outcome outcome = until(V4, peer.port(), told -> told instanceof Outcome.Failure);
      Outcome.Failure failure = (Outcome.Failure) outcome;
      assertEquals(FailureReason.LARGE_ANSWER, failure.reason());
      assertTrue(failure.pathWorks(), "the datagram was answered");

      peer.large = HEAD + "65536\r\n\r\n" + ".".repeat(65_536);
      until(V4, peer.port(), told -> told instanceof Outcome.Reply);
    }
  }

  @Test
  void anAnswerThatNeverBeginsIsAFailureToo() throws Exception {
    try (Peer peer = new Peer(HELLO, "", true)) {
      until(V4, peer.port(), told -> told instanceof Outcome.Failure);
    }
  }

  @Test
  void withoutAnAnsweredDatagramNothingIsAskedAndItsOutcomeStands() throws Exception {
    datagram = new Outcome.Failure(FailureReason.TIMEOUT);
    try (Peer peer = new Peer(HELLO, "", true)) {
      await()
          .during(EVERY.multipliedBy(3))
          .atMost(PATIENCE)
          .pollInterval(POLL)
          .until(() -> ask(V4, peer.port()), datagram::equals);
      assertEquals(0, peer.connections.get());
    }
  }

  @Test
  void whatDoesNotGiveTheAnswerSaysNothing() throws Exception {
    List<Peer> peers =
        List.of(
            // An agent without the page.
            new Peer(HELLO, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", false),
            // One that gave too many.
            new Peer(HELLO, "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n", false),
            // One that ends in between.
            new Peer(HELLO, HEAD + "65536\r\n\r\n....", false),
            // Another host.
            new Peer("SSH-2.0-OpenSSH_9.6\r\n", "", false),
            // A process that is stopped.
            new Peer("", "", true));
    for (Peer peer : peers) {
      try (peer) {
        long before = prober.totals().untold();
        until(V4, peer.port(), _ -> prober.totals().untold() > before);
      }
    }
    assertEquals(0, prober.totals().stopped());
  }

  private Outcome until(InetAddress address, int port, Predicate<Outcome> expected) {
    return await().atMost(PATIENCE).pollInterval(POLL).until(() -> ask(address, port), expected);
  }

  private Outcome ask(InetAddress address, int port) {
    ProbeTarget target =
        new ProbeTarget(
            address, port, Network.HOST, Optional.of(AnsweringAgent.identity("n1")), false);
    return start(prober, target, LONG).join();
  }

  /** Stands for the full-size probe. */
  private final class OneOutcome implements Prober {
    @Override
    public ProbeKind kind() {
      return ProbeKind.MTU;
    }

    @Override
    public Optional<String> unsupported(IpFamily family) {
      return Optional.empty();
    }

    @Override
    public void probe(ProbeTarget target, long deadlineNanos, Consumer<Outcome> sink) {
      sink.accept(datagram);
    }

    @Override
    public void close() {}
  }

  /** Answers two requests of each connection, and then says nothing more or closes. */
  private static final class Peer implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, V4);
    private final String hello;
    private final boolean silent;
    private volatile String large;
    private final AtomicInteger connections = new AtomicInteger();

    Peer(String hello, String large, boolean silent) throws IOException {
      this.hello = hello;
      this.large = large;
      this.silent = silent;
      Thread.ofVirtual().start(this::serve);
    }

    private void serve() {
      while (!server.isClosed()) {
        try {
          Socket accepted = server.accept();
          connections.incrementAndGet();
          Thread.ofVirtual().start(() -> answer(accepted));
        } catch (IOException _) {
          // The test is over.
        }
      }
    }

    private void answer(Socket accepted) {
      try (accepted) {
        for (String answer : List.of(hello, large)) {
          if (accepted.getInputStream().read(new byte[1_000]) < 0) {
            return;
          }
          accepted.getOutputStream().write(answer.getBytes(ISO_8859_1));
        }
        while (silent && accepted.getInputStream().read() >= 0) {
          // Only its end matters.
        }
      } catch (IOException _) {
        // The prober has heard enough.
      }
    }

    int port() {
      return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
