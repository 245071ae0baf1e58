// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.FailureReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Asks echo responders over UDP, for the probes of both sizes. Everything but {@link #ask} and
 * {@link #close} happens on the loop's thread.
 *
 * <p>A datagram without the cookie of a waiting question is nobody's answer and is ignored; one
 * with the cookie that is no well-formed reply is a {@code protocol} failure.
 */
final class EchoExchange implements EventLoop.DeadlineHandler, AutoCloseable {
  /** A reply with room for a longer one, which is then none. */
  private static final int RECEIVE_BYTES = 2 * EchoDatagram.BYTES;

  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(15);

  private record PendingEcho(
      EchoSocket socket, long t1, long sentNanos, long deadlineNanos, Consumer<Outcome> sink) {}

  private final EventLoop loop;
  private final SourceAddresses own;
  private final ProcessClock clock;
  private final boolean dontFragment;
  private final ByteBuffer sending;
  private final ByteBuffer receiving = ByteBuffer.allocateDirect(RECEIVE_BYTES);
  private final PendingProbes<PendingEcho> inFlight = new PendingProbes<>();
  private final Map<ProbeTarget, EchoPath> paths = new HashMap<>();
  // Seeded by what nobody can guess, then cheap: it guards against mistakes, not against the peer.
  private final SplittableRandom cookies = new SplittableRandom(new SecureRandom().nextLong());
  private final Consumer<EchoSocket> receive = this::receive;
  private long sequence;
  private long nextSweepNanos = System.nanoTime() + SWEEP_NANOS;
  private volatile boolean closed;

  /**
   * @param largest the longest datagram that will be sent
   */
  EchoExchange(
      EventLoop loop, SourceAddresses own, ProcessClock clock, boolean dontFragment, int largest) {
    this.loop = loop;
    this.own = own;
    this.clock = clock;
    this.dontFragment = dontFragment;
    this.sending = ByteBuffer.allocateDirect(largest);
    loop.add(this);
  }

  /** Sends {@code target} a datagram of {@code bytes} and hands one outcome to {@code sink}. */
  void ask(ProbeTarget target, int bytes, long deadlineNanos, Consumer<Outcome> sink) {
    loop.execute(() -> send(target, bytes, deadlineNanos, sink));
  }

  @Override
  public void close() {
    loop.remove(this);
    loop.exclusively(() -> {
      closed = true;
      inFlight.takeAll(_ -> true).forEach(question -> question.socket.close());
      paths.values().forEach(EchoPath::retire);
      paths.clear();
    });
  }

  private void send(ProbeTarget target, int bytes, long deadlineNanos, Consumer<Outcome> sink) {
    if (closed) {
      return;
    }
    long cookie = cookies.nextLong();
    sequence++;
    try {
      EchoSocket socket = path(target).next(System.nanoTime());
      long t1 = EchoDatagram.nanos(clock.instant());
      EchoDatagram.request(target.network(), cookie, sequence, t1).write(sending);
      sending.limit(bytes);
      long sentNanos = clock.nanoTime();
      if (write(socket)) {
        inFlight.add(
            sequence,
            cookie,
            deadlineNanos,
            new PendingEcho(socket, t1, sentNanos, deadlineNanos, sink));
        socket.questionSent();
      } else {
        sink.accept(new Outcome.Failure(FailureReason.LOCAL));
      }
    } catch (IOException e) {
      sink.accept(new Outcome.Failure(SocketErrors.sent(e)));
    }
  }

  private EchoPath path(ProbeTarget target) {
    return paths.computeIfAbsent(
        target, key -> new EchoPath(() -> new EchoSocket(loop, own, key, dontFragment, receive)));
  }

  private boolean write(EchoSocket socket) throws IOException {
    try {
      return socket.send(sending);
    } catch (IOException e) {
      // An error of an earlier datagram is told to the next call, which then did not send: udp(7).
      // What fails again is an error of this one.
      sending.rewind();
      boolean sent = socket.send(sending);
      fail(socket, SocketErrors.received(e));
      return sent;
    }
  }

  private void receive(EchoSocket socket) {
    try {
      if (socket.receive(receiving) && EchoDatagram.hasCookie(receiving)) {
        long nowNanos = clock.nanoTime();
        inFlight
            .take(EchoDatagram.sequence(receiving), EchoDatagram.cookie(receiving))
            .ifPresent(question -> end(question, answer(question, nowNanos)));
      }
    } catch (IOException e) {
      fail(socket, SocketErrors.received(e));
    }
  }

  private Outcome answer(PendingEcho question, long nowNanos) {
    if (question.deadlineNanos - System.nanoTime() < 0) {
      return new Outcome.Failure(FailureReason.TIMEOUT);
    }
    long elapsedNanos = nowNanos - question.sentNanos;
    Optional<EchoDatagram> reply =
        EchoDatagram.read(receiving)
            .filter(read -> read.reply() && receiving.limit() == EchoDatagram.BYTES)
            // Two oscillators may differ, by 500 ppm at most while NTP slews one of them.
            .filter(read -> read.processingNanos() <= elapsedNanos + elapsedNanos / 1_000);
    if (reply.isEmpty()) {
      return new Outcome.Failure(FailureReason.PROTOCOL);
    }
    return new Outcome.Reply(
        Math.max(1, elapsedNanos - reply.get().processingNanos()),
        OptionalLong.of(offset(question.t1, reply.get(), elapsedNanos)));
  }

  /**
   * RFC 5905 §8. T4 is not read but follows from T1: a wall clock that jumps between the two would
   * spoil it. Halved first, for a peer may send any number.
   */
  private static long offset(long t1, EchoDatagram reply, long elapsedNanos) {
    return (reply.t2() - t1) / 2 + (reply.t3() - (t1 + elapsedNanos)) / 2;
  }

  private void fail(EchoSocket socket, FailureReason reason) {
    for (PendingEcho question : inFlight.takeAll(waiting -> waiting.socket == socket)) {
      end(question, new Outcome.Failure(reason));
    }
  }

  private static void end(PendingEcho question, Outcome outcome) {
    question.socket.questionEnded();
    question.sink.accept(outcome);
  }

  @Override
  public long dueInNanos(long nowNanos) {
    return Math.min(nextSweepNanos - nowNanos, inFlight.dueInNanos(nowNanos));
  }

  @Override
  public void run(long nowNanos) {
    inFlight.expire(
        nowNanos, question -> end(question, new Outcome.Failure(FailureReason.TIMEOUT)));
    if (nextSweepNanos - nowNanos <= 0) {
      nextSweepNanos = nowNanos + SWEEP_NANOS;
      // The ports of a peer that has left.
      paths
          .values()
          .removeIf(path -> {
            boolean idle = path.idleNanos(nowNanos) > IDLE_NANOS;
            if (idle) {
              path.retire();
            }
            return idle;
          });
    }
  }
}
