// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.golang;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON byte for byte as Go's {@code encoding/json} does: without blanks, with {@code <},
 * {@code >} and {@code &} escaped, and with U+FFFD in place of lone surrogates. For one thread.
 */
public final class GoGenerator extends JsonGeneratorDelegate {
  /** An answer that broke off must not look complete. */
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .characterEscapes(new GoEscapes())
          .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
          .build();

  /** Writes a value. */
  @FunctionalInterface
  public interface Content {
    void write(GoGenerator out) throws IOException;
  }

  /** Writes to {@code out}. The caller must call {@link #flush} at the end. */
  public GoGenerator(OutputStream out) throws IOException {
    // A writer, because for a stream Jackson escapes what is outside of the BMP.
    super(JSON.createGenerator(new OutputStreamWriter(out, UTF_8)));
  }

  /** Returns the bytes that {@code content} writes. */
  public static byte[] bytes(Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GoGenerator out = new GoGenerator(bytes)) {
      content.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot happen: only memory is written", e);
    }
    return bytes.toByteArray();
  }

  /** Returns the text that {@code content} writes. */
  public static String text(Content content) {
    return new String(bytes(content), UTF_8);
  }

  @Override
  public void writeString(String text) throws IOException {
    super.writeString(wellFormed(text));
  }

  @Override
  public void writeFieldName(String name) throws IOException {
    super.writeFieldName(wellFormed(name));
  }

  public void writeStrings(List<String> texts) throws IOException {
    writeStartArray();
    for (String text : texts) {
      writeString(text);
    }
    writeEndArray();
  }

  private static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        int[] points =
            text.codePoints().map(c -> c >= 0xd800 && c <= 0xdfff ? 0xfffd : c).toArray();
        return new String(points, 0, points.length);
      }
    }
    return text;
  }

  private static final class GoEscapes extends CharacterEscapes {
    private static final long serialVersionUID = 1L;

    private static final int[] ASCII = ascii();

    private static int[] ascii() {
      int[] escapes = standardAsciiEscapesForJSON();
      for (char c = 0; c < ' '; c++) {
        if (c != '\n' && c != '\r' && c != '\t') {
          escapes[c] = ESCAPE_CUSTOM;
        }
      }
      for (char c : new char[] {'<', '>', '&'}) {
        escapes[c] = ESCAPE_CUSTOM;
      }
      return escapes;
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return ASCII.clone();
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int c) {
      boolean escaped = c < ASCII.length || c == 0x2028 || c == 0x2029;
      return escaped ? new SerializedString(String.format("\\u%04x", c)) : null;
    }
  }
}
