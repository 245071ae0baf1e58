// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static io.netcheck.agent.probe.BlockingProbe.LONG;
import static io.netcheck.agent.probe.BlockingProbe.SHORT;
import static io.netcheck.agent.probe.BlockingProbe.V4;
import static io.netcheck.agent.probe.BlockingProbe.V6;
import static io.netcheck.agent.probe.BlockingProbe.ask;
import static io.netcheck.agent.probe.BlockingProbe.reason;
import static io.netcheck.agent.probe.BlockingProbe.reply;
import static io.netcheck.agent.probe.BlockingProbe.start;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpProberTest {
  private final EventLoop loop = new EventLoop(ProcessClock.SYSTEM);
  private final TcpProber prober = new TcpProber(loop, List.of(V4, V6), ProcessClock.SYSTEM);

  @AfterEach
  void close() {
    prober.close();
    loop.close();
  }

  @Test
  void anAcceptedConnectionIsAReplyAndIsResetAtOnce() throws Exception {
    for (InetAddress address : List.of(V4, V6)) {
      try (ServerSocket server = listen(address, 50)) {
        long rtt = reply(ask(prober, address, server.getLocalPort(), LONG)).rttNanos();
        assertTrue(rtt > 0 && rtt < LONG.toNanos());
        try (Socket accepted = server.accept()) {
          assertEquals(address, accepted.getInetAddress());
          accepted.setSoTimeout(5_000);
          // A reset, not an end of stream: that would leave a local port in TIME_WAIT.
          assertThrows(SocketException.class, () -> accepted.getInputStream().read());
        }
      }
    }
  }

  @Test
  void aClosedPortIsARefusal() throws Exception {
    for (InetAddress address : List.of(V4, V6)) {
      int port = closedPort(address);
      Outcome agents = start(prober, target(address, port, false), LONG).join();
      assertEquals(FailureReason.REFUSED, reason(agents));
      assertFalse(agents.pathWorks(), "a packet filter refuses as well");
      Outcome anyones = ask(prober, address, port, LONG);
      assertEquals(FailureReason.REFUSED, reason(anyones));
      assertTrue(anyones.pathWorks(), "nobody else can be asked");
    }
  }

  @Test
  void aServerThatNeverAcceptsIsATimeout() throws Exception {
    try (FullBacklog full = new FullBacklog()) {
      assertEquals(FailureReason.TIMEOUT, reason(ask(prober, V4, full.port(), SHORT)));
    }
  }

  @Test
  void aServerThatResetsIsThere() throws Exception {
    try (ServerSocket server = listen(V4, 50)) {
      Thread.ofVirtual()
          .start(() -> {
            while (!server.isClosed()) {
              try (Socket accepted = server.accept()) {
                accepted.setSoLinger(true, 0);
              } catch (IOException _) {
                // The other side reset the connection first, or the test is over.
              }
            }
          });
      for (int i = 0; i < 50; i++) {
        Outcome outcome = ask(prober, V4, server.getLocalPort(), LONG);
        // It was accepted. Whether the reset also arrives is a race.
        assertTrue(
            outcome instanceof Outcome.Reply || reason(outcome) == FailureReason.RESET,
            outcome.toString());
      }
    }
  }

  @Test
  void anAgentThatSaysWhoItIsProvesThatItIsThere() {
    try (AnsweringAgent agent = new AnsweringAgent("n1", List.of(V4, V6), 0)) {
      for (InetAddress address : List.of(V4, V6)) {
        Outcome.Reply reply = reply(hello(address, agent.port(), LONG));
        assertTrue(reply.pathWorks());
        assertTrue(reply.rttNanos() > 0 && reply.rttNanos() < LONG.toNanos());
      }
    }
  }

  @Test
  void aConnectionAloneProvesNoAgent() throws Exception {
    try (ServerSocket server = listen(V4, 50)) {
      ProbeTarget agent = target(V4, server.getLocalPort(), false);
      assertFalse(reply(start(prober, agent, LONG).join()).pathWorks());
      assertTrue(
          reply(ask(prober, V4, server.getLocalPort(), LONG)).pathWorks(), "no agent expected");
    }
  }

  @Test
  void anotherAgentIsTheWrongPeer() {
    try (AnsweringAgent agent = new AnsweringAgent("n2", List.of(V4), 0)) {
      assertEquals(FailureReason.WRONG_PEER, reason(hello(V4, agent.port(), LONG)));
    }
  }

  @Test
  void whatAcceptsAndGivesNoValidAnswerIsTheWrongPeer() throws Exception {
    String identity = TcpHello.page(AnsweringAgent.identity("n1"));
    List<String> answers =
        List.of(
            "",
            "SSH-2.0-OpenSSH_9.6\r\n",
            "HTTP/1.1 503 Service Unavailable\r\n\r\nno healthy upstream",
            "HTTP/1.1 200 OK\r\n\r\nnetcheck-agent 0123456789abcde",
            "HTTP/1.1 200 OK\r\n\r\nnetcheck-agent 0123456789abcdeg\n",
            identity,
            "x".repeat(100_000) + "\r\n\r\n" + identity);
    for (String answer : answers) {
      try (ServerSocket server = answering(answer)) {
        Outcome outcome = hello(V4, server.getLocalPort(), LONG);
        assertEquals(FailureReason.WRONG_PEER, reason(outcome), answer);
      }
    }
  }

  @Test
  void whatCannotSayWhoItIsIsNeitherProvenNorWrong() throws Exception {
    List<String> answers =
        List.of(
            // Version 0.1.
            "HTTP/1.1 404 Not Found\r\n\r\n{}",
            // TLS: fatal, decode_error.
            "\u0015\u0003\u0001\0\u0002\u00022");
    for (String answer : answers) {
      try (ServerSocket server = answering(answer)) {
        assertFalse(reply(hello(V4, server.getLocalPort(), LONG)).pathWorks(), answer);
      }
    }
  }

  @Test
  void aStoppedAgentIsNeitherProvenNorWrong() throws Exception {
    try (ServerSocket server = listen(V4, 50)) {
      assertFalse(reply(hello(V4, server.getLocalPort(), SHORT)).pathWorks());
    }
  }

  @Test
  void anAnswerInPiecesIsAnAnswer() throws Exception {
    String page = TcpHello.page(AnsweringAgent.identity("n1"));
    try (ServerSocket server = listen(V4, 50)) {
      Thread.ofVirtual()
          .start(() -> {
            try (Socket accepted = server.accept()) {
              for (char one : ("HTTP/1.1 200 OK\r\n\r\n" + page).toCharArray()) {
                accepted.getOutputStream().write(one);
                accepted.getOutputStream().flush();
              }
              accepted.getInputStream().read(new byte[1_000]);
            } catch (IOException _) {
              // The prober has heard enough.
            }
          });
      assertTrue(reply(hello(V4, server.getLocalPort(), LONG)).pathWorks());
    }
  }

  private Outcome hello(InetAddress address, int port, Duration within) {
    return start(prober, target(address, port, true), within).join();
  }

  private static ProbeTarget target(InetAddress address, int port, boolean hello) {
    return new ProbeTarget(
        address, port, Network.HOST, Optional.of(AnsweringAgent.identity("n1")), hello);
  }

  /** A server that gives the same answer to every request, and closes. */
  private static ServerSocket answering(String answer) throws IOException {
    ServerSocket server = listen(V4, 50);
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try (Socket accepted = server.accept()) {
              // Unread data would make it a reset.
              accepted.getInputStream().read(new byte[1_000]);
              accepted.getOutputStream().write(answer.getBytes(ISO_8859_1));
            } catch (IOException _) {
              // The prober has heard enough, or the test is over.
            }
          }
        });
    return server;
  }

  @Test
  void aFamilyWithoutAnAddressIsALocalFailure() {
    try (TcpProber v4 = new TcpProber(loop, List.of(V4), ProcessClock.SYSTEM)) {
      assertEquals(FailureReason.LOCAL, reason(ask(v4, V6, 9, LONG)));
    }
  }

  @Test
  void everyQuestionComesToExactlyOneOutcome() throws Exception {
    int count = 2_000;
    Random random = new Random(7);
    AtomicIntegerArray outcomes = new AtomicIntegerArray(count);
    try (ServerSocket four = listen(V4, 1_000);
        ServerSocket six = listen(V6, 1_000);
        FullBacklog full = new FullBacklog()) {
      accept(four);
      accept(six);
      int[] ports = {
        four.getLocalPort(), full.port(), closedPort(V4), six.getLocalPort(),
      };
      for (int i = 0; i < count; i++) {
        int number = i;
        int which = random.nextInt(4);
        prober.probe(
            new ProbeTarget(which == 3 ? V6 : V4, ports[which], Network.POD),
            System.nanoTime() + random.nextLong(-1_000_000, 400_000_000),
            _ -> outcomes.incrementAndGet(number));
      }
      await()
          .atMost(LONG)
          .until(() -> IntStream.range(0, count).allMatch(i -> outcomes.get(i) > 0));
      ask(prober, V4, full.port(), SHORT);
    }
    for (int i = 0; i < count; i++) {
      assertEquals(1, outcomes.get(i), "question " + i);
    }
  }

  private static void accept(ServerSocket server) {
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try {
              server.accept().close();
            } catch (IOException _) {
              // The connection was reset, or the test is over.
            }
          }
        });
  }

  private static ServerSocket listen(InetAddress address, int backlog) throws IOException {
    return new ServerSocket(0, backlog, address);
  }

  private static int closedPort(InetAddress address) throws IOException {
    try (ServerSocket server = listen(address, 1)) {
      return server.getLocalPort();
    }
  }

  /** A server whose backlog is full, so that the kernel drops every further SYN. */
  private static final class FullBacklog implements AutoCloseable {
    private final ServerSocket server = listen(V4, 1);
    private final List<Socket> waiting = new ArrayList<>();

    FullBacklog() throws IOException {
      for (int i = 0; i < 10; i++) {
        Socket socket = new Socket();
        waiting.add(socket);
        try {
          socket.connect(new InetSocketAddress(V4, server.getLocalPort()), 100);
        } catch (SocketTimeoutException _) {
          return;
        }
      }
      throw new IllegalStateException("the backlog does not fill");
    }

    int port() {
      return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      server.close();
      for (Socket socket : waiting) {
        socket.close();
      }
    }
  }
}
