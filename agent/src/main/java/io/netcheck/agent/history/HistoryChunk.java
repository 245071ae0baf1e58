// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.ProbeKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A part of the history in at most 128 KiB, which can be read without the others: it begins with
 * the series that there are and their states. One thread writes at a time; any can read what was
 * there when it began.
 *
 * <p>An event is the time since the one before in units of 10 ms, the number of the series, and a
 * byte for what it came to. Number 0 introduces a series; the name of its peer stands there once.
 */
@SuppressWarnings("EnumOrdinal") // numbers in memory, never stored or sent
final class HistoryChunk {
  static final int BYTES = 128 * 1024;

  /** Ticks of the time in a chunk. */
  static final long TICK_NANOS = 10_000_000L;

  /** The longest event: two numbers and a byte. */
  private static final int LONGEST_EVENT = 16;

  private static final int INTRODUCTION = 0;
  private static final int NO_PROBE = 7;
  private static final int FAMILY_BIT = 3;
  private static final int NETWORK_BIT = 4;

  /** The places of the names in this chunk. */
  private final Map<String, Integer> peers = new HashMap<>();

  private final byte[] bytes = new byte[BYTES];
  private final long beginNanos;
  private long lastTick;
  private volatile int length;

  HistoryChunk(long beginNanos) {
    this.beginNanos = beginNanos;
  }

  long beginNanos() {
    return beginNanos;
  }

  int length() {
    return length;
  }

  /** Introduces a series; false if there is no room. */
  boolean introduce(HistoryTrack track, long nowNanos) {
    HistorySeries series = track.series();
    byte[] name = series.peer().getBytes(UTF_8);
    if (length + name.length + 2 * LONGEST_EVENT > BYTES) {
      return false;
    }
    int at = begin(INTRODUCTION, nowNanos);
    at = number(at, track.number());
    Integer known = peers.putIfAbsent(series.peer(), peers.size());
    at = number(at, known == null ? peers.size() - 1 : known);
    if (known == null) {
      at = number(at, name.length);
      System.arraycopy(name, 0, bytes, at, name.length);
      at += name.length;
    }
    bytes[at++] =
        (byte)
            (series.probe().map(Enum::ordinal).orElse(NO_PROBE)
                | series.family().ordinal() << FAMILY_BIT
                | series.network().ordinal() << NETWORK_BIT);
    bytes[at++] = (byte) track.code();
    bytes[at++] = (byte) track.rtt();
    length = at;
    return true;
  }

  /** Writes the time and the series of an event, and returns the place behind them. */
  private int begin(int series, long nowNanos) {
    // Threads can come in another order than they read the clock.
    long tick = Math.max(lastTick, (nowNanos - beginNanos) / TICK_NANOS);
    int at = number(length, tick - lastTick);
    lastTick = tick;
    return number(at, series);
  }

  /** Adds an event; false if there is no room. */
  boolean add(int series, int code, long nowNanos) {
    if (length + LONGEST_EVENT > BYTES) {
      return false;
    }
    int at = begin(series, nowNanos);
    bytes[at++] = (byte) code;
    length = at;
    return true;
  }

  /** Writes a whole number in groups of seven bits, and returns the place behind it. */
  private int number(int place, long value) {
    int at = place;
    long left = value;
    while (left >= 0x80) {
      bytes[at++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    bytes[at++] = (byte) left;
    return at;
  }

  /** Is told what a chunk contains, in the order of time. */
  interface Visitor {
    void series(int number, HistorySeries series, int code, int rtt, long nanos);

    void event(int number, int code, long nanos);
  }

  void visit(Visitor visitor) {
    new Cursor(length).visit(visitor);
  }

  private final class Cursor {
    private final int end;
    private final List<String> names = new ArrayList<>();
    private int at;

    Cursor(int end) {
      this.end = end;
    }

    void visit(Visitor visitor) {
      long tick = 0;
      while (at < end) {
        tick += number();
        long nanos = beginNanos + tick * TICK_NANOS;
        int series = (int) number();
        if (series == INTRODUCTION) {
          visitor.series((int) number(), introduction(), next(), next(), nanos);
        } else {
          visitor.event(series, next(), nanos);
        }
      }
    }

    private HistorySeries introduction() {
      int peer = (int) number();
      if (peer == names.size()) {
        int nameLength = (int) number();
        names.add(new String(bytes, at, nameLength, UTF_8));
        at += nameLength;
      }
      int kind = next();
      int probe = kind & NO_PROBE;
      return new HistorySeries(
          names.get(peer),
          Network.values()[kind >> NETWORK_BIT],
          IpFamily.values()[kind >> FAMILY_BIT & 1],
          probe == NO_PROBE ? Optional.empty() : Optional.of(ProbeKind.values()[probe]));
    }

    private int next() {
      return bytes[at++] & 0xFF;
    }

    private long number() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        int one = next();
        value |= (long) (one & 0x7F) << shift;
        if (one < 0x80) {
          return value;
        }
      }
    }
  }
}
