// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks ICMP echoes of one family: any thread sends, one of its own receives, matches and keeps the
 * deadlines. Native waiting would pin a virtual thread's carrier, so it is a platform thread.
 */
final class IcmpEcho implements AutoCloseable {
  /** Also how late a timeout may be told, and how long closing takes. */
  static final Duration RECEIVE_TIMEOUT = Duration.ofMillis(50);

  private static final Logger LOG = LoggerFactory.getLogger(IcmpEcho.class);
  private static final int SEQUENCES = 1 << 16;

  /** A send fails with an error of an earlier packet at most so often before it is its own. */
  private static final int SEND_TRIES = 3;

  private record PendingPing(
      InetAddress target, long sentNanos, long deadlineNanos, Consumer<Outcome> sink) {}

  private record FinishedPing(PendingPing question, Outcome outcome) {
    void tell() {
      question.sink.accept(outcome);
    }
  }

  private final IpFamily family;
  private final IcmpSocket socket;
  private final ProcessClock clock;
  private final Thread thread;
  private final Object lock = new Object();
  // All below are guarded by the lock.
  private final PendingProbes<PendingPing> inFlight = new PendingProbes<>();
  private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());
  private final int identifier = random.nextInt(SEQUENCES);
  // Random, so that agents that start together do not ask alike.
  private int sequence = random.nextInt(SEQUENCES);
  private boolean closed;

  /** Takes over {@code socket}. */
  IcmpEcho(IpFamily family, IcmpSocket socket, ProcessClock clock) {
    this.family = family;
    this.socket = socket;
    this.clock = clock;
    thread = Thread.ofPlatform().name("icmp-" + family).daemon().unstarted(this::receive);
    thread.start();
  }

  void ask(InetAddress target, long deadlineNanos, Consumer<Outcome> sink) {
    Optional<FailureReason> failed;
    synchronized (lock) {
      if (closed) {
        return;
      }
      failed = send(target, deadlineNanos, sink);
    }
    failed.ifPresent(reason -> sink.accept(new Outcome.Failure(reason)));
  }

  private Optional<FailureReason> send(
      InetAddress target, long deadlineNanos, Consumer<Outcome> sink) {
    if (inFlight.size() >= SEQUENCES / 2) {
      return Optional.of(FailureReason.LOCAL);
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
        return Optional.empty();
      }
    }
    return Optional.of(SocketErrors.sent(error));
  }

  /** Ends the thread, which then frees the socket. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    try {
      if (Thread.currentThread() != thread && !thread.join(RECEIVE_TIMEOUT.multipliedBy(40))) {
        LOG.warn("event=icmp_thread_stuck family={}", family);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void receive() {
    List<FinishedPing> ended = new ArrayList<>();
    while (receiveOnce(ended)) {
      ended.forEach(this::tell);
      ended.clear();
    }
    // No sender is inside a call: it would hold the lock, and have seen that this is closed.
    socket.close();
  }

  private void tell(FinishedPing ended) {
    try {
      ended.tell();
    } catch (RuntimeException e) {
      LOG.error("event=icmp_sink_failed family={}", family, e);
    }
  }

  /** Collects what came to an end; false once this is closed. */
  private boolean receiveOnce(List<FinishedPing> ended) {
    boolean received = socket.receive();
    int error = socket.error();
    long nowNanos = clock.nanoTime();
    synchronized (lock) {
      if (closed) {
        return false;
      }
      if (received) {
        reply(nowNanos).ifPresent(ended::add);
      }
    }
    if (!received) {
      // The queue may hold errors that a send was told of: then nothing was told to the receiver.
      boolean queued = drainErrors(ended);
      if (!queued && error != SocketErrors.EAGAIN && error != SocketErrors.EINTR) {
        LockSupport.parkNanos(RECEIVE_TIMEOUT.toNanos());
      }
    }
    synchronized (lock) {
      inFlight.expire(
          System.nanoTime(),
          question ->
              ended.add(new FinishedPing(question, new Outcome.Failure(FailureReason.TIMEOUT))));
    }
    return true;
  }

  private Optional<FinishedPing> reply(long nowNanos) {
    ByteBuffer packet = socket.received();
    int start = socket.start();
    if (!IcmpPacket.isReply(packet, start, family)) {
      return Optional.empty();
    }
    long queuedNanos = queuedNanos();
    return inFlight
        .take(IcmpPacket.sequence(packet, start), IcmpPacket.cookie(packet, start))
        .map(question -> new FinishedPing(question, answer(question, nowNanos, queuedNanos)));
  }

  /** How long the answer lay in the kernel, as far as the wall clock can be believed. */
  private long queuedNanos() {
    return socket.stampNanos() == 0 ? 0 : EchoDatagram.nanos(clock.instant()) - socket.stampNanos();
  }

  /**
   * The round trip is the monotonic one less the time that the answer lay in the kernel. So the
   * wall clock only spans that short time, and a jump of it at any other moment does not matter;
   * what cannot be is left out.
   */
  private static Outcome answer(PendingPing question, long nowNanos, long queuedNanos) {
    long elapsedNanos = nowNanos - question.sentNanos;
    long credible = queuedNanos >= 0 && queuedNanos < elapsedNanos ? queuedNanos : 0;
    return question.deadlineNanos - (nowNanos - credible) < 0
        ? new Outcome.Failure(FailureReason.TIMEOUT)
        : new Outcome.Reply(elapsedNanos - credible);
  }

  private boolean drainErrors(List<FinishedPing> ended) {
    boolean some = false;
    while (socket.receiveError()) {
      some = true;
      ByteBuffer packet = socket.received();
      // What comes back is our message, without the IP header on any kind of socket.
      if (IcmpPacket.isRequest(packet, 0, family)) {
        Outcome outcome = new Outcome.Failure(SocketErrors.received(socket.error()));
        synchronized (lock) {
          inFlight
              .take(IcmpPacket.sequence(packet, 0), IcmpPacket.cookie(packet, 0))
              .ifPresent(question -> ended.add(new FinishedPing(question, outcome)));
        }
      }
    }
    return some;
  }
}
