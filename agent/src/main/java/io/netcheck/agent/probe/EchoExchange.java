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
  private static final int RECEIVE_BYTES = 2 * EchoDatagram.BYTES;

  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(15);

  private record PendingEcho(
      ProbeTarget target,
      EchoSocket socket,
      long t1,
      long sentNanos,
      long deadlineNanos,
      Consumer<Outcome> sink) {}

  private final EventLoop loop;
  private final SourceAddresses own;
  private final ProcessClock clock;
  private final boolean dontFragment;
  private final ByteBuffer sending;
  private final ByteBuffer receiving = ByteBuffer.allocateDirect(RECEIVE_BYTES);
  private final Optional<ReceivedMessage> returned =
      KernelSocket.available()
          ? Optional.of(new ReceivedMessage(Arena.ofAuto()))
          : Optional.empty();
  private final PendingProbes<PendingEcho> inFlight = new PendingProbes<>();
  private final Map<ProbeTarget, EchoSourcePorts> paths = new HashMap<>();
  // A secure seed, then a cheap generator: cookies guard against mistakes, not against the peer.
  private final SplittableRandom cookies = new SplittableRandom(new SecureRandom().nextLong());
  private final Consumer<EchoSocket> receive = this::receive;
  private long sequence;
  private long nextSweepNanos;
  private volatile boolean closed;

  /**
   * @param largest the length of the longest datagram that will be sent
   */
  EchoExchange(
      EventLoop loop, SourceAddresses own, ProcessClock clock, boolean dontFragment, int largest) {
    this.loop = loop;
    this.own = own;
    this.clock = clock;
    this.nextSweepNanos = clock.nanoTime() + SWEEP_NANOS;
    this.dontFragment = dontFragment;
    this.sending = ByteBuffer.allocateDirect(largest);
    loop.add(this);
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
      paths.values().forEach(EchoSourcePorts::retire);
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
    long cookie = cookies.nextLong();
    sequence++;
    try {
      EchoSocket socket = once ? open(target) : path(target).next(clock.nanoTime());
      send(socket, target, bytes, cookie, deadlineNanos, sink);
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
      int bytes,
      long cookie,
      long deadlineNanos,
      Consumer<Outcome> sink) {
    try {
      long t1 = EchoDatagram.nanos(clock.instant());
      EchoDatagram request = EchoDatagram.request(target.network(), cookie, sequence, t1);
      target.agent().map(request::with).orElse(request).write(sending);
      sending.limit(bytes);
      long sentNanos = clock.nanoTime();
      if (write(socket)) {
        inFlight.add(
            sequence,
            cookie,
            deadlineNanos,
            new PendingEcho(target, socket, t1, sentNanos, deadlineNanos, sink));
        socket.requestSent();
      } else {
        sink.accept(new Outcome.Failure(FailureReason.LOCAL).over(socket.port()));
      }
    } catch (IOException e) {
      sink.accept(SocketErrors.sent(e).over(socket.port()));
    }
  }

  private EchoSourcePorts path(ProbeTarget target) {
    return paths.computeIfAbsent(target, key -> new EchoSourcePorts(() -> open(key)));
  }

  private EchoSocket open(ProbeTarget target) throws IOException {
    return new EchoSocket(loop, own, target, dontFragment, receive);
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

  private void receive(EchoSocket socket) {
    try {
      if (!socket.receive(receiving)) {
        failReturned(socket);
      } else if (EchoDatagram.hasCookie(receiving)) {
        long nowNanos = clock.nanoTime();
        inFlight
            .take(EchoDatagram.sequence(receiving), EchoDatagram.cookie(receiving))
            .ifPresent(echo -> end(echo, answer(echo, nowNanos)));
      }
    } catch (IOException e) {
      if (!failReturned(socket)) {
        fail(socket, new Outcome.Failure(SocketErrors.received(e)));
      }
    }
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
      return new Outcome.Failure(FailureReason.TIMEOUT);
    }
    long elapsedNanos = nowNanos - echo.sentNanos;
    Optional<EchoDatagram> reply =
        EchoDatagram.read(receiving)
            .filter(read -> read.reply() && receiving.limit() == read.bytes())
            // Two clocks can run at different speeds: by at most 500 ppm while NTP slews one of
            // them.
            .filter(read -> read.processingNanos() <= elapsedNanos + elapsedNanos / 1_000);
    if (reply.isEmpty()) {
      return new Outcome.Failure(FailureReason.PROTOCOL);
    }
    if (!reply.get().isBy(echo.target.agent())) {
      return new Outcome.Failure(FailureReason.WRONG_PEER);
    }
    if (paused) {
      return new Outcome.LateReply(true);
    }
    return new Outcome.Reply(
        Math.max(1, elapsedNanos - reply.get().processingNanos()),
        OptionalLong.of(offset(echo.t1, reply.get(), elapsedNanos)),
        true);
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
    echo.sink.accept(outcome.over(echo.socket.port()));
  }

  @Override
  public long dueInNanos(long nowNanos) {
    return Math.min(nextSweepNanos - nowNanos, inFlight.dueInNanos(nowNanos));
  }

  @Override
  public void run(long nowNanos) {
    inFlight.expire(nowNanos, echo -> end(echo, new Outcome.Failure(FailureReason.TIMEOUT)));
    if (nextSweepNanos - nowNanos <= 0) {
      nextSweepNanos = nowNanos + SWEEP_NANOS;
      // Closes the ports for peers that no longer exist.
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
