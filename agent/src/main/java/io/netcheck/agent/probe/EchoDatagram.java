// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.protocol.Network;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The datagram between an echo prober and a responder, in network byte order:
 *
 * <pre>
 *  0  4  magic "NCEC"
 *  4  1  version, 1
 *  5  1  type: 1 request, 2 reply
 *  6  1  network: 0 pod, 1 node, 2 host
 *  7  1  reserved, 0
 *  8  8  cookie: random, chosen by the prober, returned by the responder
 * 16  8  sequence, likewise
 * 24  8  t1: when the request was sent,     wall clock of the prober
 * 32  8  t2: when the request was received, wall clock of the responder; 0 in a request
 * 40  8  t3: when the reply was sent,       wall clock of the responder; 0 in a request
 * 48  8  time from receiving to replying, monotonic clock of the responder; 0 in a request
 * 56  8  identity: of the agent that is asked; in a reply, of the agent that answers
 * 64  …  what counts datagrams, see {@link EchoTail}; then padding of a request, ignored
 * </pre>
 *
 * Times are nanoseconds; wall clocks count from 1970. A request is at least as long as its reply,
 * so that a responder cannot be used to amplify traffic.
 *
 * <p>Agents of version 0.1 have no identity. They ignore that of a request as padding, and their
 * replies end before it. Where their requests are long enough for one, it is 0: then the reply has
 * none either.
 *
 * @param identity an {@link AgentIdentity#code}, or 0
 */
record EchoDatagram(
    boolean reply,
    Network network,
    long cookie,
    long sequence,
    long t1,
    long t2,
    long t3,
    long processingNanos,
    long identity) {
  /** The length of a request without padding, and of a reply with an identity. */
  static final int BYTES = 64;

  /** The length of a reply without an identity, and the minimum length of any request. */
  static final int ANONYMOUS_BYTES = 56;

  private static final int MAGIC = 0x4E434543;
  private static final byte VERSION = 1;
  private static final byte REQUEST = 1;
  private static final byte REPLY = 2;
  private static final int COOKIE = 8;
  private static final int SEQUENCE = 16;
  private static final int IDENTITY = 56;

  static EchoDatagram request(Network network, long cookie, long sequence, long t1) {
    return new EchoDatagram(false, network, cookie, sequence, t1, 0, 0, 0, 0);
  }

  EchoDatagram reply(long t2, long t3, long processingNanos) {
    return new EchoDatagram(true, network, cookie, sequence, t1, t2, t3, processingNanos, 0);
  }

  /** This request to {@code agent}, or this reply of it. */
  EchoDatagram with(AgentIdentity agent) {
    return new EchoDatagram(
        reply, network, cookie, sequence, t1, t2, t3, processingNanos, agent.code());
  }

  /**
   * Writes this to the start of {@code buffer}, and sets position and limit around it: {@link
   * #BYTES}, or {@link #ANONYMOUS_BYTES} for a reply without an identity.
   */
  void write(ByteBuffer buffer) {
    buffer
        .clear()
        .putInt(MAGIC)
        .put(VERSION)
        .put(reply ? REPLY : REQUEST)
        .put(code(network))
        .put((byte) 0)
        .putLong(cookie)
        .putLong(sequence)
        .putLong(t1)
        .putLong(t2)
        .putLong(t3)
        .putLong(processingNanos);
    if (!reply || identity != 0) {
      buffer.putLong(identity);
    }
    buffer.flip();
  }

  /** The datagram between 0 and the buffer's limit, if it is well-formed. */
  static Optional<EchoDatagram> read(ByteBuffer buffer) {
    if (buffer.limit() < ANONYMOUS_BYTES
        || buffer.getInt(0) != MAGIC
        || buffer.get(4) != VERSION
        || buffer.get(7) != 0) {
      return Optional.empty();
    }
    byte type = buffer.get(5);
    Network network = network(buffer.get(6));
    if (network == null || (type != REQUEST && type != REPLY)) {
      return Optional.empty();
    }
    EchoDatagram read =
        new EchoDatagram(
            type == REPLY,
            network,
            buffer.getLong(COOKIE),
            buffer.getLong(SEQUENCE),
            buffer.getLong(24),
            buffer.getLong(32),
            buffer.getLong(40),
            buffer.getLong(48),
            buffer.limit() < BYTES ? 0 : buffer.getLong(IDENTITY));
    return read.plausible() ? Optional.of(read) : Optional.empty();
  }

  /** The length of this reply. */
  int bytes() {
    return identity == 0 ? ANONYMOUS_BYTES : BYTES;
  }

  /**
   * Whether {@code agent} may have sent this reply: agents of version 0.1 do not say who they are.
   */
  boolean isBy(Optional<AgentIdentity> agent) {
    return identity == 0 || agent.isEmpty() || agent.get().code() == identity;
  }

  /** Whether an arbitrary datagram is long enough to contain a cookie and a sequence. */
  static boolean hasCookie(ByteBuffer buffer) {
    return buffer.limit() >= SEQUENCE + Long.BYTES;
  }

  static long cookie(ByteBuffer buffer) {
    return buffer.getLong(COOKIE);
  }

  static long sequence(ByteBuffer buffer) {
    return buffer.getLong(SEQUENCE);
  }

  static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }

  /** No time is before 1970, and a request has no times of the responder. */
  private boolean plausible() {
    return t1 >= 0
        && t2 >= 0
        && t3 >= 0
        && processingNanos >= 0
        && (reply || (t2 | t3 | processingNanos) == 0);
  }

  private static byte code(Network network) {
    return switch (network) {
      case POD -> 0;
      case NODE -> 1;
      case HOST -> 2;
    };
  }

  private static @Nullable Network network(byte code) {
    return switch (code) {
      case 0 -> Network.POD;
      case 1 -> Network.NODE;
      case 2 -> Network.HOST;
      default -> null;
    };
  }
}
