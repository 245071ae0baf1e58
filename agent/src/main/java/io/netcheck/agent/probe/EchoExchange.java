// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.FailureReason;
import java.io.IOException;
import java.lang.foreign.Arena;
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
 * Sends echo requests over UDP, for the probes of both sizes, and matches the replies. Everything
 * except {@link #ask} and {@link #close} runs on the loop's thread.
 *
 * <p>A datagram without the cookie of a pending request is ignored. A datagram with the right
 * cookie that is not a well-formed reply is a {@code protocol} failure, and a reply of another
 * agent is {@code wrong_peer}.
 */
final class EchoExchange implements EventLoop.DeadlineHandler, AutoCloseable {
  /** Larger than a reply, so that a datagram that is too long is recognized. */
  private static final int RECEIVE_BYTES = 2 * EchoTail.BYTES;

  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(15);

  private record PendingEcho(
      ProbeTarget target,
      EchoSocket socket,
      EchoStream stream,
      long sequence,
      long t1,
      long sentNanos,
      long deadlineNanos,
      Optional<Consumer<Outcome>> sink) {}

  /** What one target is asked with. */
  private record EchoPath(EchoSourcePorts ports, EchoStream stream) {}

  private final EventLoop loop;
  private final SourceAddresses own;
  private final ProcessClock clock;
  private final boolean dontFragment;
  private final boolean pairs;
  private final ByteBuffer sending;
  private final ByteBuffer receiving = ByteBuffer.allocateDirect(RECEIVE_BYTES);
  private final Optional<ReceivedMessage> returned =
      KernelSocket.available()
          ? Optional.of(new ReceivedMessage(Arena.ofAuto()))
          : Optional.empty();
  private final PendingProbes<PendingEcho> inFlight = new PendingProbes<>();
  private final Map<ProbeTarget, EchoPath> paths = new HashMap<>();
  private final EchoTail tail = new EchoTail();
  // A secure seed, then a cheap generator: cookies guard against mistakes, not against the peer.
  private final SplittableRandom cookies = new SplittableRandom(new SecureRandom().nextLong());
  private long sequence;
  private long nextSweepNanos;
  private volatile boolean closed;

  /**
   * @param pairs whether now and then a second datagram follows at once, which shows whether one
   *     overtakes the other
   * @param largest the length of the longest datagram that will be sent
   */
  EchoExchange(
      EventLoop loop,
      SourceAddresses own,
      ProcessClock clock,
      boolean dontFragment,
      boolean pairs,
      int largest) {
    this.loop = loop;
    this.own = own;
    this.clock = clock;
    this.nextSweepNanos = clock.nanoTime() + SWEEP_NANOS;
    this.dontFragment = dontFragment;
    this.pairs = pairs;
    this.sending = ByteBuffer.allocateDirect(largest);
    fill(sending);
    loop.add(this);
  }

  /** Fills the padding with bytes that are not all alike, so that any damage shows. */
  private static void fill(ByteBuffer padding) {
    SplittableRandom bytes = new SplittableRandom(1);
    while (padding.hasRemaining()) {
      padding.put((byte) bytes.nextInt());
    }
  }

  /** Sends a datagram of {@code bytes} to {@code target} and passes one outcome to {@code sink}. */
  void ask(ProbeTarget target, int bytes, long deadlineNanos, Consumer<Outcome> sink) {
    long askedNanos = clock.nanoTime();
    loop.execute(() -> send(target, askedNanos, false, bytes, deadlineNanos, sink));
  }

  /** As {@link #ask}, from a source port that is used only once. */
  void askFromNewPort(ProbeTarget target, int bytes, long deadlineNanos, Consumer<Outcome> sink) {
    long askedNanos = clock.nanoTime();
    loop.execute(() -> send(target, askedNanos, true, bytes, deadlineNanos, sink));
  }

  @Override
  public void close() {
    loop.remove(this);
    loop.exclusively(() -> {
      closed = true;
      inFlight.takeAll(_ -> true).forEach(echo -> echo.socket.close());
      paths.values().forEach(path -> path.ports.retire());
      paths.clear();
    });
  }

  private void send(
      ProbeTarget target,
      long askedNanos,
      boolean once,
      int bytes,
      long deadlineNanos,
      Consumer<Outcome> sink) {
    if (closed) {
      return;
    }
    if (EventLoop.isTooLate(askedNanos, deadlineNanos, clock.nanoTime())) {
      sink.accept(new Outcome.Unmeasured());
      return;
    }
    try {
      EchoPath path = path(target);
      EchoSocket socket = once ? open(target, path.stream) : path.ports.next(clock.nanoTime());
      boolean pair = pairs && path.stream.isPairDue();
      send(socket, target, path.stream, bytes, deadlineNanos, Optional.of(sink));
      if (pair) {
        send(socket, target, path.stream, bytes, deadlineNanos, Optional.empty());
      }
      if (once) {
        socket.retire();
      }
    } catch (IOException e) {
      sink.accept(SocketErrors.sent(e));
    }
  }

  private void send(
      EchoSocket socket,
      ProbeTarget target,
      EchoStream stream,
      int bytes,
      long deadlineNanos,
      Optional<Consumer<Outcome>> sink) {
    long cookie = cookies.nextLong();
    sequence++;
    try {
      long t1 = EchoDatagram.nanos(clock.instant());
      EchoDatagram request = EchoDatagram.request(target.network(), cookie, sequence, t1);
      target.agent().map(request::with).orElse(request).write(sending);
      sending.limit(bytes);
      if (bytes >= EchoTail.BYTES) {
        tail.writeRequest(sending, stream.id(), stream.next());
      }
      long sentNanos = clock.nanoTime();
      if (write(socket)) {
        inFlight.add(
            sequence,
            cookie,
            deadlineNanos,
            new PendingEcho(target, socket, stream, sequence, t1, sentNanos, deadlineNanos, sink));
        stream.sent(sequence);
        socket.requestSent();
      } else {
        sink.ifPresent(
            it -> it.accept(new Outcome.Failure(FailureReason.LOCAL).over(socket.port())));
      }
    } catch (IOException e) {
      sink.ifPresent(it -> it.accept(SocketErrors.sent(e).over(socket.port())));
    }
  }

  private EchoPath path(ProbeTarget target) {
    return paths.computeIfAbsent(
        target,
        key -> {
          EchoStream stream = new EchoStream(cookies.nextLong());
          return new EchoPath(new EchoSourcePorts(() -> open(key, stream)), stream);
        });
  }

  private EchoSocket open(ProbeTarget target, EchoStream stream) throws IOException {
    return new EchoSocket(
        loop, own, target, dontFragment, socket -> receive(socket, target, stream));
  }

  private boolean write(EchoSocket socket) throws IOException {
    try {
      return socket.send(sending);
    } catch (IOException e) {
      // The kernel reports the error of an earlier datagram to the next call, which then does not
      // send: udp(7). An error of the second attempt belongs to this datagram.
      boolean known = failReturned(socket);
      sending.rewind();
      boolean sent = socket.send(sending);
      if (!known) {
        fail(socket, new Outcome.Failure(SocketErrors.received(e)));
      }
      return sent;
    }
  }

  private void receive(EchoSocket socket, ProbeTarget target, EchoStream stream) {
    try {
      if (!socket.receive(receiving)) {
        failReturned(socket);
      } else if (EchoDatagram.hasCookie(receiving)) {
        long nowNanos = clock.nanoTime();
        long its = EchoDatagram.sequence(receiving);
        Optional<PendingEcho> echo = inFlight.take(its, EchoDatagram.cookie(receiving));
        if (hasTail() && !tail.isIntact(receiving)) {
          stream.damaged(its);
          echo.ifPresent(one -> end(one, new Outcome.Failure(FailureReason.PROTOCOL)));
        } else if (echo.isPresent()) {
          end(echo.get(), answer(echo.get(), nowNanos));
        } else {
          unexpected(target, stream);
        }
      }
    } catch (IOException e) {
      if (!failReturned(socket)) {
        fail(socket, new Outcome.Failure(SocketErrors.received(e)));
      }
    }
  }

  private boolean hasTail() {
    return receiving.limit() == EchoTail.BYTES;
  }

  private void unexpected(ProbeTarget target, EchoStream stream) {
    EchoDatagram.read(receiving)
        .filter(reply -> reply.reply() && reply.isBy(target.agent()))
        .ifPresent(reply -> stream.unexpected(reply.sequence(), receiving, hasTail()));
  }

  /** Ends the requests that came back with an error; false if it is not known which ones. */
  private boolean failReturned(EchoSocket socket) {
    if (returned.isEmpty()) {
      return false;
    }
    ReceivedMessage message = returned.get();
    boolean some = false;
    while (socket.receiveError(message)) {
      some = true;
      // Of an error that this host reports itself, the failed call has told already.
      message
          .error()
          .filter(error -> error.origin() != PacketError.LOCAL)
          .ifPresent(error -> failReturned(socket, error, message.packet()));
    }
    return some;
  }

  private void failReturned(EchoSocket socket, PacketError error, ByteBuffer datagram) {
    if (EchoDatagram.hasCookie(datagram)) {
      inFlight
          .take(EchoDatagram.sequence(datagram), EchoDatagram.cookie(datagram))
          .ifPresent(echo -> end(echo, outcome(echo, error)));
    } else {
      // Routers need not return more than the ports: RFC 792. Usually one request is pending.
      for (PendingEcho echo : inFlight.takeAll(waiting -> waiting.socket == socket)) {
        end(echo, outcome(echo, error));
      }
    }
  }

  private Outcome outcome(PendingEcho echo, PacketError error) {
    return error.failure(own.address(echo.target.family()), echo.target.address(), true);
  }

  private Outcome answer(PendingEcho echo, long nowNanos) {
    boolean paused = loop.wasPaused(echo.sentNanos, echo.deadlineNanos, nowNanos);
    if (!paused && echo.deadlineNanos - nowNanos < 0) {
      count(echo);
      return new Outcome.Failure(FailureReason.TIMEOUT);
    }
    long elapsedNanos = nowNanos - echo.sentNanos;
    Optional<EchoDatagram> reply =
        EchoDatagram.read(receiving)
            .filter(read -> read.reply() && (hasTail() || receiving.limit() == read.bytes()))
            // Two clocks can run at different speeds: by at most 500 ppm while NTP slews one of
            // them.
            .filter(read -> read.processingNanos() <= elapsedNanos + elapsedNanos / 1_000);
    if (reply.isEmpty()) {
      return new Outcome.Failure(FailureReason.PROTOCOL);
    }
    if (!reply.get().isBy(echo.target.agent())) {
      return new Outcome.Failure(FailureReason.WRONG_PEER);
    }
    count(echo);
    if (paused) {
      return new Outcome.LateReply(true);
    }
    return new Outcome.Reply(
        Math.max(1, elapsedNanos - reply.get().processingNanos()),
        OptionalLong.of(offset(echo.t1, reply.get(), elapsedNanos)),
        true);
  }

  private void count(PendingEcho echo) {
    if (hasTail()) {
      echo.stream.answered(echo.sequence, receiving);
    } else {
      echo.stream.answered(echo.sequence);
    }
  }

  /**
   * RFC 5905 §8. T4 is computed from T1 and the monotonic clock, because the wall clock can jump
   * between the two. Each difference is halved first, because a peer can send any number.
   */
  private static long offset(long t1, EchoDatagram reply, long elapsedNanos) {
    return (reply.t2() - t1) / 2 + (reply.t3() - (t1 + elapsedNanos)) / 2;
  }

  private void fail(EchoSocket socket, Outcome outcome) {
    inFlight.takeAll(waiting -> waiting.socket == socket).forEach(echo -> end(echo, outcome));
  }

  private static void end(PendingEcho echo, Outcome outcome) {
    echo.socket.requestEnded(outcome.pathWorks());
    echo.stream.ended(echo.sequence);
    if (echo.sink.isEmpty()) {
      return;
    }
    Outcome counting =
        switch (outcome) {
          case Outcome.Reply reply -> reply.counting(echo.stream.take());
          case Outcome.Failure failure -> failure.counting(echo.stream.take());
          case Outcome.LateReply _, Outcome.Unmeasured _ -> outcome;
        };
    echo.sink.get().accept(counting.over(echo.socket.port()));
  }

  @Override
  public long dueInNanos(long nowNanos) {
    return Math.min(nextSweepNanos - nowNanos, inFlight.dueInNanos(nowNanos));
  }

  @Override
  public void run(long nowNanos) {
    inFlight.expire(
        nowNanos,
        echo -> {
          echo.stream.expired(echo.sequence);
          end(echo, new Outcome.Failure(FailureReason.TIMEOUT));
        });
    if (nextSweepNanos - nowNanos <= 0) {
      nextSweepNanos = nowNanos + SWEEP_NANOS;
      // Closes the ports for peers that no longer exist.
      paths
          .values()
          .removeIf(path -> {
            boolean idle = path.ports.idleNanos(nowNanos) > IDLE_NANOS;
            if (idle) {
              path.ports.retire();
            }
            return idle;
          });
    }
  }
}
