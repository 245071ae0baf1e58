// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import java.time.Duration;

/**
 * How many bytes of answers may be on their way to clients. It does not see when a client has read
 * its answer, so it counts each one until the deadline by which the connection is gone. Not
 * thread-safe.
 */
final class AnswerBudget {
  private final long mostBytes;
  private final long nanosPerByte;
  private long countedBytes;
  private long countedNanos;

  /**
   * @param deadline after which the connection of an answer is gone in any case
   */
  AnswerBudget(long mostBytes, Duration deadline, long nowNanos) {
    this.mostBytes = mostBytes;
    this.nanosPerByte = Math.max(1, deadline.toNanos() / mostBytes);
    this.countedNanos = nowNanos;
  }

  /** Whether there is room for one more answer of that size. The first one always has room. */
  boolean hasRoomFor(int bytes, long nowNanos) {
    long gone = (nowNanos - countedNanos) / nanosPerByte;
    if (gone > 0) {
      countedBytes = Math.max(0, countedBytes - gone);
      countedNanos += gone * nanosPerByte;
    }
    return countedBytes == 0 || countedBytes + bytes <= mostBytes;
  }

  /** Counts an answer. */
  void add(int bytes) {
    countedBytes += bytes;
  }
}
