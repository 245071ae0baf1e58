// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads one JSON document within limits, and names the place of each error. Unknown keys are
 * skipped, because a newer sender can have more fields.
 */
public final class JsonInput {
  /** The protocol needs a depth of 8. A document that nests deeper than this is refused. */
  private static final int MAX_DEPTH = 16;

  private static final int MAX_STRING = 512;

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_STRING)
                  .maxNameLength(64)
                  .maxNumberLength(24)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // The pointer names the place. The message needs no text of the sender.
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          // Names of targets differ from sender to sender: interning them would only fill a table.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  /** Reads a value that begins at the current token. */
  public interface Reader<T> {
    T read(JsonInput in) throws IOException;
  }

  /** Reads the fields of an object. */
  public interface Fields {
    /** Reads the value of {@code name}; false if the name is not known. */
    boolean read(String name) throws IOException;
  }

  private final JsonParser parser;

  private JsonInput(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Reads a document that is one value.
   *
   * @throws MalformedException if {@code reader} does not accept it
   */
  public static <T> T read(byte[] json, Reader<T> reader) throws MalformedException {
    try (JsonParser parser = FACTORY.createParser(json)) {
      try {
        JsonInput in = new JsonInput(parser);
        if (parser.nextToken() == null) {
          throw in.malformed("a JSON object expected, the message is empty");
        }
        T value = reader.read(in);
        if (parser.nextToken() != null) {
          throw in.malformed("nothing expected after the JSON object");
        }
        return value;
      } catch (JsonProcessingException e) {
        throw new MalformedException(pointer(parser), plain(e.getOriginalMessage()));
      }
    } catch (MalformedException e) {
      throw e;
    } catch (IOException e) {
      throw new MalformedException("", "not JSON: " + e.getMessage());
    }
  }

  /**
   * The message of Jackson without the location of the input and without hints for its
   * configuration.
   */
  private static String plain(String message) {
    int aside = message.indexOf(" (start marker");
    return aside < 0 ? message : message.substring(0, aside);
  }

  public MalformedException malformed(String message) {
    return new MalformedException(pointer(parser), message);
  }

  /** As {@link #malformed(String)}, of the field {@code name} of what was just read. */
  public MalformedException malformed(String message, String name) {
    return new MalformedException(pointer(parser) + "/" + name, message);
  }

  private static String pointer(JsonParser parser) {
    return parser.getParsingContext().pathAsPointer().toString();
  }

  public void object(Fields fields) throws IOException {
    expect(JsonToken.START_OBJECT, "an object");
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (!fields.read(name)) {
        parser.skipChildren();
      }
    }
  }

  public <T> List<T> list(int most, Reader<T> reader) throws IOException {
    expect(JsonToken.START_ARRAY, "an array");
    List<T> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (values.size() == most) {
        throw malformed("at most " + most + " elements expected");
      }
      values.add(reader.read(this));
    }
    return values;
  }

  /** An array of whole numbers that fit the range. */
  public int[] integers(int most, int low, int high) throws IOException {
    expect(JsonToken.START_ARRAY, "an array of whole numbers");
    int[] values = new int[32];
    int length = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (length == most) {
        throw malformed("at most " + most + " elements expected");
      }
      if (length == values.length) {
        values = Arrays.copyOf(values, 2 * length);
      }
      values[length++] = (int) integer(low, high);
    }
    return Arrays.copyOf(values, length);
  }

  public long integer(long low, long high) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw malformed("a whole number expected");
    }
    // Jackson reads an int faster than a long, and nearly all numbers are short.
    long value = parser.getTextLength() < 10 ? parser.getIntValue() : parser.getLongValue();
    if (value < low || value > high) {
      throw malformed("a whole number from " + low + " to " + high + " expected");
    }
    return value;
  }

  public boolean bool() throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw malformed("true or false expected");
    };
  }

  public String text() throws IOException {
    expect(JsonToken.VALUE_STRING, "a string");
    return parser.getText();
  }

  /** A string with a meaning; {@code meaning} is empty if the string is not valid. */
  public <T> T text(String expected, Function<String, Optional<T>> meaning) throws IOException {
    Optional<T> value = meaning.apply(text());
    if (value.isEmpty()) {
      throw malformed(expected + " expected");
    }
    return value.get();
  }

  /** The meaning of a string that is a key. */
  public <T> T key(String name, String expected, Function<String, Optional<T>> meaning)
      throws MalformedException {
    return meaning.apply(name).orElseThrow(() -> malformed(expected + " expected"));
  }

  /** The value of a required field. */
  public <T> T required(String name, Optional<T> value) throws MalformedException {
    return value.orElseThrow(() -> new MalformedException(pointer(parser) + "/" + name, "missing"));
  }

  private void expect(JsonToken token, String what) throws IOException {
    if (parser.currentToken() != token) {
      throw malformed(what + " expected");
    }
  }
}
