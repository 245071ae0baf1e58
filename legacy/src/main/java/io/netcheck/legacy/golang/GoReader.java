// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.golang;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/**
 * Reads one JSON value as Go's {@code encoding/json} reads it into a struct: keys in any case,
 * unknown ones skipped, of repeated ones the last, {@code null} as if it were not there. A value of
 * the wrong type is skipped as well; {@link #end} then complains of the first.
 */
public final class GoReader {
  /** Takes the value of one key, which it must read or {@link #skip}. */
  @FunctionalInterface
  public interface Field {
    void read(String key) throws GoException;
  }

  /** Takes one element of an array. */
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

  /** Reads the first value of a stream, as {@code json.Decoder}: what follows it is nobody's. */
  public static GoReader ofFirst(byte[] json) throws GoException {
    GoReader reader = new GoReader(json, false);
    if (reader.in.isAtEnd()) {
      throw new GoException("EOF");
    }
    return reader;
  }

  /** Reads a text that is one value, as {@code json.Unmarshal}. */
  public static GoReader ofWhole(byte[] json) {
    return new GoReader(json, true);
  }

  /** To be called after the value was read. */
  public void end() throws GoException {
    if (whole && !in.isAtEnd()) {
      throw in.unexpected("after top-level value");
    }
    if (!mismatch.isEmpty()) {
      throw new GoException("json: cannot unmarshal " + mismatch);
    }
  }

  /** Notes that {@code value} stands where Go has {@code place}. */
  public void mismatch(String value, String place) {
    if (mismatch.isEmpty()) {
      mismatch = value + " into Go " + place;
    }
  }

  /** Whether {@code key} means {@code name}. */
  public static boolean is(String key, String name) {
    return key.equalsIgnoreCase(name);
  }

  /**
   * An object, key by key.
   *
   * @return false where there is something else, which was skipped
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
    while (true) {
      if (in.peek() != '"') {
        throw in.unexpected("looking for beginning of object key string");
      }
      String key = in.string();
      if (in.peek() != ':') {
        throw in.unexpected("after object key");
      }
      in.next();
      field.read(key);
      byte after = in.peek();
      if (after == '}') {
        in.leave();
        return true;
      }
      if (after != ',') {
        throw in.unexpected("after object key:value pair");
      }
      in.next();
    }
  }

  /**
   * An array, element by element.
   *
   * @return false where there is something else, which was skipped
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
    while (true) {
      element.read();
      byte after = in.peek();
      if (after == ']') {
        in.leave();
        return true;
      }
      if (after != ',') {
        throw in.unexpected("after array element");
      }
      in.next();
    }
  }

  /** A string; empty where there is something else, which was skipped. */
  public Optional<String> string(String place) throws GoException {
    if (in.peek() == '"') {
      return Optional.of(in.string());
    }
    skipOther(place);
    return Optional.empty();
  }

  /** A whole number of 64 bits; empty where there is something else, which was skipped. */
  public OptionalLong integer(String place) throws GoException {
    return number(place, Long::parseLong);
  }

  /** The same without a sign: what is above the largest long comes as a negative one. */
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

  /** A point in time; empty for {@code null}. */
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

  /** A duration in nanoseconds: a number of them, or text such as {@code 2.05s}. */
  public long duration() throws GoException {
    byte first = in.peek();
    if (first == '"') {
      return GoDuration.parse(in.string());
    }
    if (isNumber(first)) {
      // As Go: through a float, its fraction cut off.
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

  /** Reads a value and forgets it. */
  public void skip() throws GoException {
    byte first = in.peek();
    switch (first) {
      case '{' -> object("", _ -> skip());
      case '[' -> array("", this::skip);
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
