// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The part of an echo that counts datagrams, behind the {@link EchoDatagram}, in network byte
 * order:
 *
 * <pre>
 *    of a request                             of its reply
 * 64  8 stream: random, chosen by the prober   4 number of the first request that was received
 *                                              4 how many different ones were received
 * 72  4 number of the request in its stream    4 how many were received again
 * 76  4 0                                      4 how many came after a later one
 * 80  4 0                                      4 how many were damaged
 * 84  4 CRC-32C of the datagram, with 0 here   likewise
 * </pre>
 *
 * A stream is never 0: a request with 0 there has no tail, and neither has its reply. Agents that
 * do not know of it ignore it as padding, and their replies end before it. So a prober can tell
 * from any reply what the responder knows.
 *
 * <p>Not thread-safe.
 */
final class EchoTail {
  /** The length of a request without padding, and of a reply. */
  static final int BYTES = 88;

  private static final int STREAM = EchoDatagram.BYTES;
  private static final int NUMBER = 72;
  private static final int CHECKSUM = 84;

  /**
   * What the responder received of a stream.
   *
   * @param first the number of the first request
   * @param received different ones, with the one that it answers
   * @param repeated how often one came that was there already
   * @param reordered those that came after a later one
   * @param damaged those with a wrong checksum
   */
  record Received(int first, int received, int repeated, int reordered, int damaged) {}

  private final CRC32C checksum = new CRC32C();

  /** Writes the tail of a request into a datagram that is otherwise complete. */
  void writeRequest(ByteBuffer datagram, long stream, int number) {
    datagram
        .putLong(STREAM, stream)
        .putInt(NUMBER, number)
        .putLong(NUMBER + Integer.BYTES, 0)
        .putInt(CHECKSUM, 0);
    datagram.putInt(CHECKSUM, checksum(datagram));
  }

  /** Writes the tail of a reply, and makes the datagram so long. */
  void writeReply(ByteBuffer datagram, Received received) {
    int written = datagram.limit();
    datagram.limit(BYTES);
    if (written < STREAM) {
      // It has no identity.
      datagram.putLong(written, 0);
    }
    datagram
        .putInt(STREAM, received.first)
        .putInt(STREAM + Integer.BYTES, received.received)
        .putInt(NUMBER, received.repeated)
        .putInt(NUMBER + Integer.BYTES, received.reordered)
        .putInt(NUMBER + 2 * Integer.BYTES, received.damaged)
        .putInt(CHECKSUM, 0);
    datagram.putInt(CHECKSUM, checksum(datagram));
  }

  /** The stream of a request; 0 if it has no tail. */
  static long stream(ByteBuffer request) {
    return request.limit() < BYTES ? 0 : request.getLong(STREAM);
  }

  static int number(ByteBuffer request) {
    return request.getInt(NUMBER);
  }

  static Received received(ByteBuffer reply) {
    return new Received(
        reply.getInt(STREAM),
        reply.getInt(STREAM + Integer.BYTES),
        reply.getInt(NUMBER),
        reply.getInt(NUMBER + Integer.BYTES),
        reply.getInt(NUMBER + 2 * Integer.BYTES));
  }

  /** Whether every byte of a datagram with a tail is as it was sent. Its place is not changed. */
  boolean isIntact(ByteBuffer datagram) {
    int said = datagram.getInt(CHECKSUM);
    datagram.putInt(CHECKSUM, 0);
    int computed = checksum(datagram);
    datagram.putInt(CHECKSUM, said);
    return said == computed;
  }

  private int checksum(ByteBuffer datagram) {
    int position = datagram.position();
    checksum.reset();
    checksum.update(datagram.position(0));
    datagram.position(position);
    return (int) checksum.getValue();
  }
}
