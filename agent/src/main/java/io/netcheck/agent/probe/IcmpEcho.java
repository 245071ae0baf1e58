// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends ICMP echo requests of one IP family and matches the replies. Everything except {@link #ask}
 * and {@link #close} runs on the loop's thread.
 */
final class IcmpEcho implements EventLoop.DeadlineHandler, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IcmpEcho.class);
  private static final int SEQUENCES = 1 << 16;

  /** So many waiting messages are read in a row. Others have their turn too. */
  private static final int READ_AT_ONCE = 64;

  /** A send can report the error of an earlier packet, so it is tried this many times. */
  private static final int SEND_TRIES = 3;

  /** All pings have one identifier, so that those to one target are one flow, which is kept. */
  private static final int FLOW = 1;

  private record PendingPing(
      InetAddress target, long sentNanos, long deadlineNanos, Consumer<Outcome> sink) {
    void end(Outcome outcome) {
      sink.accept(outcome.over(FLOW));
    }
  }

  private final EventLoop loop;
  private final InetAddress own;
  private final IpFamily family;
  private final IcmpSocket socket;
  private final ProcessClock clock;
  private final PendingProbes<PendingPing> inFlight = new PendingProbes<>();
  private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());
  private final int identifier = random.nextInt(SEQUENCES);
  // Random, so that agents that start together use different numbers.
  private int sequence = random.nextInt(SEQUENCES);
  private boolean closed;

  /**
   * Takes ownership of {@code socket}.
   *
   * @param own the address to which it is bound
   */
  IcmpEcho(EventLoop loop, InetAddress own, IcmpSocket socket, ProcessClock clock) {
    this.loop = loop;
    this.own = own;
    this.family = IpFamily.of(own);
    this.socket = socket;
    this.clock = clock;
    loop.add(this);
    loop.execute(this::listen);
  }

  private void listen() {
    try {
      loop.register(socket.channel(), SelectionKey.OP_READ, this::receive);
    } catch (ClosedChannelException e) {
      LOG.debug("closed before it started ip_family={}", family, e);
    }
  }

  void ask(InetAddress target, long deadlineNanos, Consumer<Outcome> sink) {
    long askedNanos = clock.nanoTime();
    loop.execute(() -> send(target, askedNanos, deadlineNanos, sink));
  }

  private void send(
      InetAddress target, long askedNanos, long deadlineNanos, Consumer<Outcome> sink) {
    if (closed) {
      return;
    }
    if (EventLoop.isTooLate(askedNanos, deadlineNanos, clock.nanoTime())) {
      sink.accept(new Outcome.Unmeasured());
      return;
    }
    if (inFlight.size() >= SEQUENCES / 2) {
      sink.accept(new Outcome.Failure(FailureReason.LOCAL));
      return;
    }
    do {
      sequence = (sequence + 1) % SEQUENCES;
    } while (inFlight.contains(sequence));
    long cookie = random.nextLong();
    int error = 0;
    for (int tries = 0; tries < SEND_TRIES; tries++) {
      long sentNanos = clock.nanoTime();
      error = socket.send(target, identifier, sequence, cookie);
      if (error == 0) {
        inFlight.add(
            sequence,
            cookie,
            deadlineNanos,
            new PendingPing(target, sentNanos, deadlineNanos, sink));
        return;
      }
      if (error == SocketErrors.EPERM) {
        break; // no packet comes back with this error
      }
    }
    // A refusal is that of an earlier packet. An echo has no port that could be closed.
    sink.accept(
        error == SocketErrors.ECONNREFUSED
            ? new Outcome.Failure(FailureReason.REJECTED)
            : SocketErrors.sent(error));
  }

  @Override
  public void close() {
    loop.remove(this);
    loop.exclusively(() -> {
      closed = true;
      socket.close();
    });
  }

  private void receive() {
    int read = 0;
    while (read < READ_AT_ONCE && !closed && socket.receiveWaiting()) {
      read++;
      reply();
    }
    // An error may have been reported to a send instead of this call, and is still in the queue.
    while (read < READ_AT_ONCE && !closed && socket.receiveError()) {
      read++;
      socket.received().error().ifPresent(this::returned);
    }
  }

  private void reply() {
    ByteBuffer packet = socket.received().packet();
    int start = socket.start();
    if (!IcmpPacket.isReply(packet, start, family)) {
      return;
    }
    long queuedNanos = queuedNanos();
    int hopLimit = socket.received().hopLimit();
    // Read after the wall clock, or a wait could seem longer than the whole round trip.
    long nowNanos = clock.nanoTime();
    inFlight
        .take(IcmpPacket.sequence(packet, start), IcmpPacket.cookie(packet, start))
        .ifPresent(ping -> ping.end(answer(ping, nowNanos, queuedNanos, hopLimit)));
  }

  /** How long the reply waited in the kernel, measured by the wall clock. */
  private long queuedNanos() {
    long stampNanos = socket.received().stampNanos();
    return stampNanos == 0 ? 0 : EchoDatagram.nanos(clock.instant()) - stampNanos;
  }

  /**
   * The round trip is the monotonic time minus the time that the reply waited in the kernel. The
   * wall clock is used only for that short wait, so a jump at any other moment does not matter. An
   * impossible wait is ignored.
   */
  private static Outcome answer(PendingPing ping, long nowNanos, long queuedNanos, int hopLimit) {
    long elapsedNanos = nowNanos - ping.sentNanos;
    long credible = queuedNanos >= 0 && queuedNanos < elapsedNanos ? queuedNanos : 0;
    return ping.deadlineNanos - (nowNanos - credible) < 0
        ? new Outcome.Failure(FailureReason.TIMEOUT)
        : new Outcome.Reply(elapsedNanos - credible).arrivingWith(hopLimit);
  }

  /** The packet is our own request, without the IP header on both types of socket. */
  private void returned(PacketError error) {
    ByteBuffer packet = socket.received().packet();
    if (IcmpPacket.isRequest(packet, 0, family)) {
      inFlight
          .take(IcmpPacket.sequence(packet, 0), IcmpPacket.cookie(packet, 0))
          .ifPresent(ping -> ping.end(error.failure(own, ping.target, false)));
    }
  }

  @Override
  public long dueInNanos(long nowNanos) {
    return inFlight.dueInNanos(nowNanos);
  }

  @Override
  public void run(long nowNanos) {
    inFlight.expire(nowNanos, ping -> ping.end(new Outcome.Failure(FailureReason.TIMEOUT)));
  }
}
