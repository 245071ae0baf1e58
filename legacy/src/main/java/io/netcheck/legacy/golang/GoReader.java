// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.golang;

import io.netcheck.daemon.GoDuration;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/**
 * Reads one JSON value as Go's {@code encoding/json} reads it into a struct. Keys match in any
 * case; unknown keys are skipped; the last of repeated keys counts; {@code null} counts as missing.
 * A value of the wrong type is skipped, and {@link #end} then reports the first one.
 */
public final class GoReader {
  /** Handles the value of one key: it must read or {@link #skip} it. */
  @FunctionalInterface
  public interface Field {
    void read(String key) throws GoException;
  }

  /** Handles one element of an array. */
  @FunctionalInterface
  public interface Element {
    void read() throws GoException;
  }

  private final GoScanner in;
  private final boolean whole;
  private String mismatch = "";

  private GoReader(byte[] json, boolean whole) {
    this.in = new GoScanner(json, whole ? "unexpected end of JSON input" : "unexpected EOF");
    this.whole = whole;
  }

  /** Reads the first value of a stream, as {@code json.Decoder} does, and ignores the rest. */
  public static GoReader ofFirst(byte[] json) throws GoException {
    GoReader reader = new GoReader(json, false);
    if (reader.in.isAtEnd()) {
      throw new GoException("EOF");
    }
    return reader;
  }

  /** Reads a text that is one value, as {@code json.Unmarshal} does. */
  public static GoReader ofWhole(byte[] json) {
    return new GoReader(json, true);
  }

  /** Must be called after the value was read. */
  public void end() throws GoException {
    if (whole && !in.isAtEnd()) {
      throw in.unexpected("after top-level value");
    }
    if (!mismatch.isEmpty()) {
      throw new GoException("json: cannot unmarshal " + mismatch);
    }
  }

  /** Notes that the JSON has {@code value} where Go expects {@code place}. */
  public void mismatch(String value, String place) {
    if (mismatch.isEmpty()) {
      mismatch = value + " into Go " + place;
    }
  }

  /** Whether Go matches {@code key} with {@code name}. */
  public static boolean is(String key, String name) {
    return key.equalsIgnoreCase(name);
  }

  /**
   * Reads an object, key by key.
   *
   * @return false if the value is something else, which was skipped
   */
  public boolean object(String place, Field field) throws GoException {
    if (in.peek() != '{') {
      skipOther(place);
      return false;
    }
    in.enter();
    if (in.peek() == '}') {
      in.leave();
      return true;
    }
    do {
      field.read(key());
    } while (!closes(true));
    return true;
  }

  /**
   * Reads an array, element by element.
   *
   * @return false if the value is something else, which was skipped
   */
  public boolean array(String place, Element element) throws GoException {
    if (in.peek() != '[') {
      skipOther(place);
      return false;
    }
    in.enter();
    if (in.peek() == ']') {
      in.leave();
      return true;
    }
    do {
      element.read();
    } while (!closes(false));
    return true;
  }

  /** Reads a string; empty if the value is something else, which was skipped. */
  public Optional<String> string(String place) throws GoException {
    if (in.peek() == '"') {
      return Optional.of(in.string());
    }
    skipOther(place);
    return Optional.empty();
  }

  /** Reads an integer of 64 bits; empty if the value is something else, which was skipped. */
  public OptionalLong integer(String place) throws GoException {
    return number(place, Long::parseLong);
  }

  /** Reads an unsigned integer of 64 bits; one above the largest long is returned as negative. */
  public OptionalLong unsigned(String place) throws GoException {
    return number(place, Long::parseUnsignedLong);
  }

  private OptionalLong number(String place, ToLongFunction<String> parser) throws GoException {
    if (!isNumber(in.peek())) {
      skipOther(place);
      return OptionalLong.empty();
    }
    String number = in.number();
    try {
      return OptionalLong.of(parser.applyAsLong(number));
    } catch (NumberFormatException _) {
      mismatch("number " + number, place);
      return OptionalLong.empty();
    }
  }

  /** Reads a point in time; empty for {@code null}. */
  public Optional<GoTime> time() throws GoException {
    byte first = in.peek();
    if (first == '"') {
      return Optional.of(GoTime.parse(in.string()));
    }
    if (first == 'n') {
      skip();
      return Optional.empty();
    }
    skip();
    throw new GoException("Time.UnmarshalJSON: input is not a JSON string");
  }

  /** Reads a duration in nanoseconds: a number, or text such as {@code 2.05s}. */
  public long duration() throws GoException {
    byte first = in.peek();
    if (first == '"') {
      try {
        return GoDuration.parse(in.string());
      } catch (GoDuration.InvalidDurationException e) {
        throw new GoException("time: " + e.describe(GoText::quoted));
      }
    }
    if (isNumber(first)) {
      // Go converts through a float, and cuts off the fraction.
      return (long) Double.parseDouble(in.number());
    }
    skip();
    throw new GoException("invalid duration");
  }

  private void skipOther(String place) throws GoException {
    byte first = in.peek();
    skip();
    String kind =
        switch (first) {
          case '{' -> "object";
          case '[' -> "array";
          case '"' -> "string";
          case 't', 'f' -> "bool";
          case 'n' -> "";
          default -> "number";
        };
    if (!kind.isEmpty()) {
      mismatch(kind, place);
    }
  }

  private static boolean isNumber(byte first) {
    return first == '-' || GoScanner.isDigit(first);
  }

  /** Skips a value, without a call for each of its levels. */
  public void skip() throws GoException {
    BitSet objects = new BitSet();
    int depth = 0;
    while (true) {
      byte first = in.peek();
      if (first == '{' || first == '[') {
        in.enter();
        objects.set(++depth, first == '{');
        byte close = objects.get(depth) ? (byte) '}' : (byte) ']';
        if (in.peek() != close) {
          if (objects.get(depth)) {
            skipKey();
          }
          continue;
        }
        in.leave();
        depth--;
      } else {
        scalar(first);
      }
      while (depth > 0 && closes(objects.get(depth))) {
        depth--;
      }
      if (depth == 0) {
        return;
      }
      if (objects.get(depth)) {
        skipKey();
      }
    }
  }

  /** After a value in an object or array: reads the comma, or the end of it. */
  private boolean closes(boolean object) throws GoException {
    byte after = in.peek();
    if (after == (object ? '}' : ']')) {
      in.leave();
      return true;
    }
    if (after != ',') {
      throw in.unexpected(object ? "after object key:value pair" : "after array element");
    }
    in.next();
    return false;
  }

  private void skipKey() throws GoException {
    var _ = key();
  }

  /** Reads a key with its colon. */
  private String key() throws GoException {
    if (in.peek() != '"') {
      throw in.unexpected("looking for beginning of object key string");
    }
    String key = in.string();
    if (in.peek() != ':') {
      throw in.unexpected("after object key");
    }
    in.next();
    return key;
  }

  private void scalar(byte first) throws GoException {
    switch (first) {
      case '"' -> in.string();
      case 't' -> in.literal("true");
      case 'f' -> in.literal("false");
      case 'n' -> in.literal("null");
      default -> {
        if (!isNumber(first)) {
          throw in.unexpected("looking for beginning of value");
        }
        in.number();
      }
    }
  }
}
