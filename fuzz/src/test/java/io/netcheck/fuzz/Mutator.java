// SPDX-License-Identifier: Apache-2.0
package io.netcheck.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Changes an input in one to six steps. The same random numbers give the same steps. */
final class Mutator {
  /** Most inputs stay small, because many small ones find more than few large ones. */
  private static final int USUAL_LENGTH = 4 * 1024;

  private static final int LONGEST = 64 * 1024;
  private static final int ONE_LARGE_OF = 64;
  private static final int ONE_DEEP_OF = 4;
  private static final int MOST_STEPS = 6;

  /** What means something in at least one of the formats. */
  private static final List<byte[]> TOKENS =
      tokens(
          "{ } [ ] , : \" ' null true false \"\" {} [] {\"a\": [[ ]] :null, ~ | > - & * ! % @ # ; = ? / . \\ .. "
              + "// /* <!-- %00 %ff %c0%80 %2e%2e %0d%0a * *.* q= ;q=0.5 , \"\\ \\u0000 \\uffff \\\" \\\\ "
              + "inf nan NaN Infinity 0x 0x7f 1e999 -1e999 1e-999 0.1 -0 00 :: ::1 ::ffff:1.2.3.4 "
              + "0.0.0.0 255.255.255.255 1.2.3.4 fe80::1%1 /0 /32 /128 -----BEGIN -----END HTTP/1.1 "
              + "chunked 0001-01-01T00:00:00Z 9999-12-31T23:59:60Z +24:00 1h 1ns 9223372036854775807h");

  private static final List<byte[]> CONTROLS =
      List.of("\0", "\n", "\r", "\r\n", "\r\n\r\n", "\t", " ", "\u001b[31m", "\u007f").stream()
          .map(text -> text.getBytes(ISO_8859_1))
          .toList();

  private static final List<byte[]> NUMBERS =
      tokens(
          "0 1 -1 2 127 128 255 256 32767 32768 65535 65536 2147483647 2147483648 -2147483648 -2147483649 "
              + "4294967295 4294967296 9223372036854775807 9223372036854775808 -9223372036854775808 "
              + "18446744073709551615 18446744073709551616 9223372036854 253402300799 253402300800 "
              + "253402300799999 1e9 1.5 1e400 0.000000000000000000000000000000000000001");

  private static final List<byte[]> VALUES =
      tokens("null true false {} [] [null] {\"a\":null} \"\" \"a\"");

  private static final long[] BINARY = {
    0,
    1,
    -1,
    2,
    7,
    8,
    15,
    16,
    31,
    32,
    63,
    64,
    127,
    128,
    255,
    256,
    1_023,
    1_024,
    32_767,
    32_768,
    65_535,
    65_536,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  /** Overlong forms, halves of pairs, cut sequences, and bytes that never occur (RFC 3629 §3). */
  private static final List<byte[]> NOT_UTF_8 =
      List.of(
          bytes(0x80),
          bytes(0xC0, 0x80),
          bytes(0xC3),
          bytes(0xE0, 0x80, 0x80),
          bytes(0xE2, 0x82),
          bytes(0xED, 0xA0, 0x80),
          bytes(0xED, 0xBF, 0xBF),
          bytes(0xF0, 0x9F, 0x98),
          bytes(0xF4, 0x90, 0x80, 0x80),
          bytes(0xFE),
          bytes(0xFF),
          bytes(0xEF, 0xBB, 0xBF));

  private static final List<byte[]> SURROGATES =
      tokens("\\ud800 \\udbff \\udc00 \\udfff \\ud83d\\ude00 \\ude00\\ud83d");

  private static final List<byte[]> OPENINGS =
      tokens("[ { {\"a\": [{\"a\": ( < {a: [a, - ? &a &a[ \" \\ # ,");

  private final SplittableRandom random;
  private final List<byte[]> words;
  private int longest = USUAL_LENGTH;

  /**
   * @param words that inputs of this target consist of
   */
  Mutator(SplittableRandom random, List<byte[]> words) {
    this.random = random;
    this.words = words;
  }

  /** A changed copy of {@code input}, perhaps with parts of {@code other}. */
  byte[] mutate(byte[] input, byte[] other) {
    longest =
        random.nextInt(ONE_LARGE_OF) == 0
            ? LONGEST
            : Math.max(USUAL_LENGTH, input.length + input.length / 8);
    byte[] changed = input;
    int steps = 1;
    while (steps < MOST_STEPS && random.nextInt(3) == 0) {
      steps++;
    }
    for (int i = 0; i < steps; i++) {
      changed = step(changed, other);
    }
    return changed;
  }

  private byte[] step(byte[] in, byte[] other) {
    int at = random.nextInt(in.length + 1);
    int end = at + Math.min(in.length - at, size());
    return switch (random.nextInt(22)) {
      case 0 -> flipped(in);
      case 1 -> replaced(in, at, Math.min(in.length, at + 1), one((byte) random.nextInt(256)));
      case 2 -> replaced(in, at, end, new byte[0]);
      case 3 -> replaced(in, end, end, repeated(Arrays.copyOfRange(in, at, end)));
      case 4 -> replaced(in, at, in.length, tail(other));
      case 5 -> replaced(in, at, end, part(other));
      case 6 -> replaced(in, at, at, word());
      case 7 -> replaced(in, at, end, word());
      case 8 -> Arrays.copyOf(in, at);
      case 9 -> nested(in, at, end);
      case 10 -> numbered(in, at);
      case 11 -> replaced(in, at, at, any(NOT_UTF_8));
      case 12 -> replaced(in, at, at, repeated(any(SURROGATES)));
      case 13 -> counted(in, at);
      case 14 -> swapped(in, at, end);
      case 15 -> renamed(in, at);
      case 16 -> replaced(in, at, end, noise());
      case 17 -> replaced(in, at, at, any(CONTROLS));
      case 18, 19, 20 -> valued(in, at, other);
      default -> repeatedValue(in, at);
    };
  }

  /** Mostly a few bytes, now and then hundreds. */
  private int size() {
    return 1 + random.nextInt(1 << (1 + random.nextInt(9)));
  }

  private byte[] any(List<byte[]> some) {
    return some.get(random.nextInt(some.size()));
  }

  private byte[] word() {
    return words.isEmpty() || random.nextInt(3) == 0 ? any(TOKENS) : any(words);
  }

  private byte[] noise() {
    byte[] noise = new byte[1 + random.nextInt(16)];
    random.nextBytes(noise);
    return noise;
  }

  private byte[] flipped(byte[] in) {
    if (in.length == 0) {
      return in;
    }
    byte[] out = in.clone();
    out[random.nextInt(in.length)] ^= (byte) (1 << random.nextInt(8));
    return out;
  }

  private byte[] tail(byte[] other) {
    return Arrays.copyOfRange(other, random.nextInt(other.length + 1), other.length);
  }

  private byte[] part(byte[] other) {
    int from = random.nextInt(other.length + 1);
    return Arrays.copyOfRange(other, from, Math.min(other.length, from + size()));
  }

  /** How often something is repeated: mostly a few times, now and then thousands of times. */
  private int times() {
    return 1 + random.nextInt(1 << (1 + random.nextInt(longest > USUAL_LENGTH ? 14 : 7)));
  }

  private byte[] repeated(byte[] part) {
    int times = Math.min(times(), longest / Math.max(1, part.length));
    byte[] out = new byte[times * part.length];
    for (int i = 0; i < times; i++) {
      System.arraycopy(part, 0, out, i * part.length, part.length);
    }
    return out;
  }

  /** The part between both places, many levels deep, and with or without the ends of the levels. */
  private byte[] nested(byte[] in, int place, int behindPlace) {
    int usual = longest;
    longest = random.nextInt(ONE_DEEP_OF) == 0 ? LONGEST : usual;
    int at = random.nextBoolean() ? valueAfter(in, place) : place;
    byte[] out = nestedAt(in, at, Math.max(at, behindPlace));
    longest = Math.max(usual, out.length);
    return out;
  }

  private byte[] nestedAt(byte[] in, int at, int end) {
    byte[] opening = random.nextInt(4) == 0 ? Arrays.copyOfRange(in, at, end) : any(OPENINGS);
    byte[] before = repeated(opening);
    byte[] out = replaced(in, at, at, before);
    if (opening.length == 0 || random.nextBoolean()) {
      return out;
    }
    StringBuilder closing = new StringBuilder();
    for (int i = opening.length - 1; i >= 0; i--) {
      closing.append(
          switch (opening[i]) {
            case '[' -> "]";
            case '{' -> "}";
            case '(' -> ")";
            default -> "";
          });
    }
    byte[] after = closing.toString().repeat(before.length / opening.length).getBytes(US_ASCII);
    int behind = Math.min(out.length, end + before.length);
    return replaced(out, behind, behind, after);
  }

  /** Another number in the place of the next one. */
  private byte[] numbered(byte[] in, int at) {
    int from = at;
    while (from < in.length && !isDigit(in[from])) {
      from++;
    }
    int to = from;
    while (to < in.length && isDigit(in[to])) {
      to++;
    }
    return replaced(in, from, to, any(NUMBERS));
  }

  /** Another word in the place of the next one. */
  private byte[] renamed(byte[] in, int at) {
    int from = at;
    while (from < in.length && !isLetter(in[from])) {
      from++;
    }
    int to = from;
    while (to < in.length && isLetter(in[to])) {
      to++;
    }
    return replaced(in, from, to, word());
  }

  /** Another value in the place of the next value of an object or a list. */
  private byte[] valued(byte[] in, int at, byte[] other) {
    int from = random.nextInt(16) == 0 ? 0 : valueAfter(in, at);
    byte[] value =
        switch (random.nextInt(4)) {
          case 0 -> any(VALUES);
          case 1 -> any(NUMBERS);
          case 2 -> {
            int begin = valueAfter(other, random.nextInt(other.length + 1));
            yield Arrays.copyOfRange(other, begin, valueEnd(other, begin));
          }
          default -> {
            int begin = valueAfter(in, random.nextInt(in.length + 1));
            yield Arrays.copyOfRange(in, begin, valueEnd(in, begin));
          }
        };
    return replaced(in, from, valueEnd(in, from), value);
  }

  /** The next value of an object or a list several times, with commas between. */
  private byte[] repeatedValue(byte[] in, int at) {
    int from = valueAfter(in, at);
    int end = valueEnd(in, from);
    byte[] value = Arrays.copyOfRange(in, from, end);
    byte[] more = repeated(replaced(value, 0, 0, one((byte) ',')));
    return replaced(in, end, end, more);
  }

  private static int valueAfter(byte[] in, int at) {
    int from = at;
    while (from < in.length
        && in[from] != ':'
        && in[from] != ','
        && in[from] != '['
        && in[from] != '\n') {
      from++;
    }
    return Math.min(in.length, from + 1);
  }

  /** Where a value ends that begins at {@code from}. */
  private static int valueEnd(byte[] in, int from) {
    int depth = 0;
    boolean quoted = false;
    for (int i = from; i < in.length; i++) {
      byte one = in[i];
      if (one == '"') {
        quoted = !quoted;
      } else if (!quoted && (one == '[' || one == '{')) {
        depth++;
      } else if (!quoted && (one == ']' || one == '}')) {
        if (depth == 0) {
          return i;
        }
        depth--;
      } else if (!quoted && depth == 0 && (one == ',' || one == '\n')) {
        return i;
      }
    }
    return in.length;
  }

  /** A binary number of one, two, four or eight bytes in one of both orders. */
  private byte[] counted(byte[] in, int at) {
    int width = 1 << random.nextInt(4);
    long value = BINARY[random.nextInt(BINARY.length)] + (random.nextInt(8) == 0 ? 1 : 0);
    ByteOrder order = random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    byte[] eight = ByteBuffer.allocate(8).order(order).putLong(value).array();
    byte[] number =
        order == ByteOrder.BIG_ENDIAN
            ? Arrays.copyOfRange(eight, 8 - width, 8)
            : Arrays.copyOf(eight, width);
    return replaced(in, at, Math.min(in.length, at + width), number);
  }

  private byte[] swapped(byte[] in, int at, int end) {
    byte[] part = Arrays.copyOfRange(in, at, end);
    byte[] without = replaced(in, at, end, new byte[0]);
    int to = random.nextInt(without.length + 1);
    return replaced(without, to, to, part);
  }

  private byte[] replaced(byte[] in, int from, int to, byte[] with) {
    byte[] out =
        new byte[Math.min(Math.max(longest, in.length), in.length - to + from + with.length)];
    System.arraycopy(in, 0, out, 0, Math.min(from, out.length));
    int behind = Math.min(out.length, from + with.length);
    System.arraycopy(with, 0, out, from, Math.max(0, behind - from));
    System.arraycopy(in, to, out, behind, Math.min(in.length - to, out.length - behind));
    return out;
  }

  static boolean isDigit(byte one) {
    return one >= '0' && one <= '9';
  }

  static boolean isLetter(byte one) {
    return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || one == '_';
  }

  private static byte[] one(byte value) {
    return new byte[] {value};
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static List<byte[]> tokens(String text) {
    return Arrays.stream(text.split(" ", -1)).map(token -> token.getBytes(ISO_8859_1)).toList();
  }
}
