// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static io.netcheck.agent.probe.BlockingProbe.LONG;
import static io.netcheck.agent.probe.BlockingProbe.SHORT;
import static io.netcheck.agent.probe.BlockingProbe.V4;
import static io.netcheck.agent.probe.BlockingProbe.V6;
import static io.netcheck.agent.probe.BlockingProbe.ask;
import static io.netcheck.agent.probe.BlockingProbe.reason;
import static io.netcheck.agent.probe.BlockingProbe.reply;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.ArrayList;
import java.util.List;
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
  void aClosedPortIsARefusalAndThePathWorks() throws Exception {
    for (InetAddress address : List.of(V4, V6)) {
      Outcome outcome = ask(prober, address, closedPort(address), LONG);
      assertEquals(FailureReason.REFUSED, reason(outcome));
      assertTrue(outcome.pathWorks());
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
        assertTrue(outcome.pathWorks());
      }
    }
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
