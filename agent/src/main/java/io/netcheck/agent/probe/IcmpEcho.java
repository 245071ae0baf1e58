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
 * Sends ICMP echo requests of one IP family and matches the replies. Any thread can send; a thread
 * of its own receives and handles the deadlines. It is a platform thread, because waiting in a
 * native call would pin the carrier of a virtual thread.
 */
final class IcmpEcho implements AutoCloseable {
  /** Also the longest delay of a timeout, and of {@link #close}. */
  static final Duration RECEIVE_TIMEOUT = Duration.ofMillis(50);

  private static final Logger LOG = LoggerFactory.getLogger(IcmpEcho.class);
  private static final int SEQUENCES = 1 << 16;

  private static final long LATE_NANOS = RECEIVE_TIMEOUT.multipliedBy(2).toNanos();

  /** How many replies that wait in the socket are read before deadlines are kept. */
  private static final int READ_AHEAD = 4_096;

  /** A send can report the error of an earlier packet, so it is tried this many times. */
  private static final int SEND_TRIES = 3;

  private record PendingPing(
      InetAddress target, long sentNanos, long deadlineNanos, Consumer<Outcome> sink) {}

  /** All pings have one identifier, so that those to one target are one flow, which is kept. */
  private static final int FLOW = 1;

  private record FinishedPing(PendingPing ping, Outcome outcome) {
    void tell() {
      ping.sink.accept(outcome.over(FLOW));
    }
  }

  private final InetAddress own;
  private final IpFamily family;
  private final IcmpSocket socket;
  private final ProcessClock clock;
  private final Thread thread;
  private final Object lock = new Object();
  // The lock guards the fields below.
  private final PendingProbes<PendingPing> inFlight = new PendingProbes<>();
  private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());
  private final int identifier = random.nextInt(SEQUENCES);
  // Random, so that agents that start together use different numbers.
  private int sequence = random.nextInt(SEQUENCES);
  private boolean closed;
  // Only the receiving thread uses these.
  private long expiredNanos;
  private boolean wasLate;

  /**
   * Takes ownership of {@code socket}.
   *
   * @param own the address to which it is bound
   */
  IcmpEcho(InetAddress own, IcmpSocket socket, ProcessClock clock) {
    this.own = own;
    this.family = IpFamily.of(own);
    this.socket = socket;
    this.clock = clock;
    expiredNanos = clock.nanoTime();
    thread = Thread.ofPlatform().name("icmp-" + family).daemon().unstarted(this::receive);
    thread.start();
  }

  void ask(InetAddress target, long deadlineNanos, Consumer<Outcome> sink) {
    Optional<Outcome> failed;
    synchronized (lock) {
      if (closed) {
        return;
      }
      failed = send(target, deadlineNanos, sink);
    }
    failed.ifPresent(sink);
  }

  private Optional<Outcome> send(InetAddress target, long deadlineNanos, Consumer<Outcome> sink) {
    if (inFlight.size() >= SEQUENCES / 2) {
      return Optional.of(new Outcome.Failure(FailureReason.LOCAL));
    }
    if (deadlineNanos - clock.nanoTime() <= 0) {
      return Optional.of(new Outcome.Unmeasured());
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
      if (error == SocketErrors.EPERM) {
        break; // no packet comes back with this error
      }
    }
    // A refusal is that of an earlier packet. An echo has no port that could be closed.
    return Optional.of(
        error == SocketErrors.ECONNREFUSED
            ? new Outcome.Failure(FailureReason.REJECTED)
            : SocketErrors.sent(error));
  }

  /** Ends the thread, which then closes the socket. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    try {
      if (Thread.currentThread() != thread && !thread.join(RECEIVE_TIMEOUT.multipliedBy(40))) {
        LOG.warn("icmp thread stuck ip_family={}", family);
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
    // No send is running: it would hold the lock, and it checks first whether this is closed.
    socket.close();
  }

  private void tell(FinishedPing ended) {
    try {
      ended.tell();
    } catch (RuntimeException e) {
      LOG.error("icmp outcome not processed ip_family={}", family, e);
    }
  }

  /** Collects the probes that ended; returns false after {@link #close}. */
  private boolean receiveOnce(List<FinishedPing> ended) {
    boolean received = socket.receive();
    int error = socket.received().errno();
    synchronized (lock) {
      if (closed) {
        return false;
      }
      if (received) {
        reply().ifPresent(ended::add);
      }
    }
    if (!received) {
      // An error may have been reported to a send instead of this call, and is still in the queue.
      boolean queued = drainErrors(ended);
      if (!queued && error != SocketErrors.EAGAIN && error != SocketErrors.EINTR) {
        LockSupport.parkNanos(RECEIVE_TIMEOUT.toNanos());
      }
    }
    expire(ended);
    return true;
  }

  private void expire(List<FinishedPing> ended) {
    if (isDue()) {
      readAhead(ended);
    }
    long nowNanos = clock.nanoTime();
    // After a pause of this process, it listens once more, because answers may be late as well.
    boolean late = nowNanos - expiredNanos > LATE_NANOS;
    expiredNanos = nowNanos;
    if (!late || wasLate) {
      synchronized (lock) {
        inFlight.expire(
            nowNanos,
            ping -> ended.add(new FinishedPing(ping, new Outcome.Failure(FailureReason.TIMEOUT))));
      }
    }
    wasLate = late;
  }

  private boolean isDue() {
    synchronized (lock) {
      return inFlight.dueInNanos(clock.nanoTime()) <= 0;
    }
  }

  /** After a pause of this process, answers wait in the socket: they came in time. */
  private void readAhead(List<FinishedPing> ended) {
    for (int i = 0; i < READ_AHEAD && socket.receiveWaiting(); i++) {
      synchronized (lock) {
        reply().ifPresent(ended::add);
      }
    }
  }

  private Optional<FinishedPing> reply() {
    ByteBuffer packet = socket.received().packet();
    int start = socket.start();
    if (!IcmpPacket.isReply(packet, start, family)) {
      return Optional.empty();
    }
    long queuedNanos = queuedNanos();
    // Read after the wall clock, or a wait could seem longer than the whole round trip.
    long nowNanos = clock.nanoTime();
    return inFlight
        .take(IcmpPacket.sequence(packet, start), IcmpPacket.cookie(packet, start))
        .map(ping -> new FinishedPing(ping, answer(ping, nowNanos, queuedNanos)));
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
  private static Outcome answer(PendingPing ping, long nowNanos, long queuedNanos) {
    long elapsedNanos = nowNanos - ping.sentNanos;
    long credible = queuedNanos >= 0 && queuedNanos < elapsedNanos ? queuedNanos : 0;
    return ping.deadlineNanos - (nowNanos - credible) < 0
        ? new Outcome.Failure(FailureReason.TIMEOUT)
        : new Outcome.Reply(elapsedNanos - credible);
  }

  private boolean drainErrors(List<FinishedPing> ended) {
    boolean some = false;
    while (socket.receiveError()) {
      some = true;
      socket.received().error().ifPresent(error -> returned(error).ifPresent(ended::add));
    }
    return some;
  }

  /** The packet is our own request, without the IP header on both types of socket. */
  private Optional<FinishedPing> returned(PacketError error) {
    ByteBuffer packet = socket.received().packet();
    if (!IcmpPacket.isRequest(packet, 0, family)) {
      return Optional.empty();
    }
    synchronized (lock) {
      return inFlight
          .take(IcmpPacket.sequence(packet, 0), IcmpPacket.cookie(packet, 0))
          .map(ping -> new FinishedPing(ping, error.failure(own, ping.target, false)));
    }
  }
}
