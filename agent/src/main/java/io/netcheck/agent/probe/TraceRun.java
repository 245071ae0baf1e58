// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.TraceHop;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One trace: asks one hop after the other, from one source port, so that all packets take the same
 * of several paths. It ends at the target, at an error that is not about the hop limit, or where
 * several hops in a row do not answer. Used on the loop's thread only.
 */
final class TraceRun {
  /** Within a cluster a hop answers in milliseconds. */
  private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** One packet can be lost by chance, and routers limit how many errors they send. */
  private static final int TRIES = 2;

  /** A target that sends many datagrams must not hold the loop. */
  private static final int AT_ONCE = 16;

  /** Some routers never answer, so a few of them may lie before the next one that does. */
  private static final int MOST_SILENT = 4;

  private final ProbeTarget target;
  private final InetAddress own;
  private final ReceivedMessage returned;
  private final long cookie;
  private final ProcessClock clock;
  private final Consumer<PathTrace> sink;
  private final ByteBuffer sending = ByteBuffer.allocate(EchoDatagram.BYTES);
  private final ByteBuffer receiving = ByteBuffer.allocate(2 * EchoDatagram.BYTES);
  private final TreeMap<Integer, TraceHop> hops = new TreeMap<>();
  private final Map<Integer, Long> sentNanos = new TreeMap<>();
  private @Nullable EchoSocket socket;
  private int hop = 1;
  private int tries;
  private int silent;
  private long waitUntilNanos;
  private boolean ended;

  TraceRun(
      ProbeTarget target,
      InetAddress own,
      ReceivedMessage returned,
      long cookie,
      ProcessClock clock,
      Consumer<PathTrace> sink) {
    this.target = target;
    this.own = own;
    this.returned = returned;
    this.cookie = cookie;
    this.clock = clock;
    this.sink = sink;
  }

  /** Takes ownership of {@code connected}, a socket to the target. */
  void start(EchoSocket connected) {
    socket = connected;
    send(connected);
  }

  boolean isEnded() {
    return ended;
  }

  long dueInNanos(long nowNanos) {
    return waitUntilNanos - nowNanos;
  }

  /** The socket has a reply or an error. */
  void ready() {
    EchoSocket from = socket;
    if (from != null) {
      read(from);
    }
  }

  /** The hop did not answer in time. */
  void unanswered() {
    EchoSocket from = socket;
    if (from == null || ended) {
      return;
    }
    if (++tries < TRIES) {
      send(from);
    } else if (++silent >= MOST_SILENT) {
      end(Optional.of(FailureReason.TIMEOUT));
    } else {
      next(from);
    }
  }

  void close() {
    EchoSocket open = socket;
    if (open != null) {
      open.close();
    }
    ended = true;
  }

  private void next(EchoSocket to) {
    tries = 0;
    hop++;
    if (hop > TraceHop.FARTHEST) {
      end(Optional.of(FailureReason.TIMEOUT));
    } else {
      send(to);
    }
  }

  private void send(EchoSocket to) {
    EchoDatagram request =
        EchoDatagram.request(target.network(), cookie, hop, EchoDatagram.nanos(clock.instant()));
    target.agent().map(request::with).orElse(request).write(sending);
    try {
      if (!to.limitHops(hop)) {
        end(Optional.of(FailureReason.LOCAL));
        return;
      }
      long now = clock.nanoTime();
      sentNanos.put(hop, now);
      waitUntilNanos = now + WAIT_NANOS;
      write(to);
    } catch (IOException e) {
      // This host does not let it out.
      hops.put(0, new TraceHop(0, own, 0));
      end(Optional.of(SocketErrors.sent(e).reason()));
    }
  }

  /** A send can report the error of an earlier datagram instead: udp(7). */
  private void write(EchoSocket to) throws IOException {
    try {
      to.send(sending);
    } catch (IOException _) {
      int asked = hop;
      read(to);
      // What was read can have ended this, or asked the next hop already.
      if (!ended && hop == asked) {
        sending.rewind();
        to.send(sending);
      }
    }
  }

  /** Reads some of what has come. The loop calls again while there is more. */
  private void read(EchoSocket from) {
    try {
      for (int i = 0; i < AT_ONCE && !ended && from.receive(receiving); i++) {
        reply();
      }
    } catch (IOException _) {
      // The queue has it, and tells more.
    }
    for (int i = 0; i < AT_ONCE && !ended && from.receiveError(returned); i++) {
      Optional<PacketError> error = returned.error();
      if (error.isPresent() && error.get().origin() != PacketError.LOCAL) {
        returned(from, error.get(), returned.packet());
      }
    }
  }

  private void reply() {
    if (!isOurs(receiving)) {
      return;
    }
    int at = hop(receiving);
    hops.put(at, answered(at, target.address()));
    boolean right =
        EchoDatagram.read(receiving)
            .filter(reply -> reply.reply() && reply.isBy(target.agent()))
            .isPresent();
    reached(at, right ? Optional.empty() : Optional.of(FailureReason.WRONG_PEER));
  }

  private void returned(EchoSocket from, PacketError error, ByteBuffer datagram) {
    // A router need not return more than the ports (RFC 792). One packet is open at a time.
    int at = isOurs(datagram) ? hop(datagram) : hop;
    Optional<InetAddress> sender = error.sender();
    if (error.isHopLimit()) {
      sender.ifPresent(address -> hops.putIfAbsent(at, answered(at, address)));
      silent = Math.min(silent, hop - at);
      if (at == hop) {
        next(from);
      }
      return;
    }
    FailureReason reason = error.failure(own, target.address(), true).reason();
    int last = sender.map(address -> distance(address, at)).orElse(at);
    sender.ifPresent(address -> hops.putIfAbsent(last, answered(last, address)));
    // A closed port is the target's own word.
    reached(last, reason == FailureReason.REFUSED ? Optional.empty() : Optional.of(reason));
  }

  /** A router lets a packet with enough hops pass to its filter, which then speaks in its name. */
  private int distance(InetAddress sender, int at) {
    return sender.equals(own)
        ? 0
        : hops.values().stream()
            .filter(hop -> hop.address().equals(sender))
            .mapToInt(TraceHop::number)
            .findFirst()
            .orElse(at);
  }

  private TraceHop answered(int at, InetAddress address) {
    long now = clock.nanoTime();
    long micros = TimeUnit.NANOSECONDS.toMicros(now - sentNanos.getOrDefault(at, now));
    return new TraceHop(at, address, (int) micros);
  }

  private boolean isOurs(ByteBuffer datagram) {
    return EchoDatagram.hasCookie(datagram)
        && EchoDatagram.cookie(datagram) == cookie
        && EchoDatagram.sequence(datagram) >= 1
        && EchoDatagram.sequence(datagram) <= hop;
  }

  private static int hop(ByteBuffer datagram) {
    return (int) EchoDatagram.sequence(datagram);
  }

  /** Ends at hop {@code last}: there is none beyond it. */
  private void reached(int last, Optional<FailureReason> failure) {
    hops.tailMap(last, false).clear();
    end(failure);
  }

  private void end(Optional<FailureReason> failure) {
    close();
    sink.accept(new PathTrace(hops.values().stream().toList(), failure));
  }
}
