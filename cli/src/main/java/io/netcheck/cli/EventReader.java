// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Reads server-sent events (HTML Standard, section "Server-sent events"), as the exporter sends
 * them: UTF-8, with a limit for each event.
 */
final class EventReader {
  /** The whole state of 5,000 nodes is about a megabyte. */
  static final int MAX_BYTES = 32 << 20;

  /**
   * An event.
   *
   * @param id its name, or that of the last event that had one
   * @param type {@code message} if it was not said
   */
  record Event(String id, String type, String data) {}

  private final InputStream in;
  private String id = "";

  EventReader(InputStream in) {
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  /**
   * The next event; empty at the end of the stream.
   *
   * @throws IOException if the stream breaks, or an event is too large
   */
  Optional<Event> next() throws IOException {
    String type = "";
    StringBuilder data = new StringBuilder();
    boolean any = false;
    while (true) {
      Optional<String> line = line();
      if (line.isEmpty()) {
        // An event that its sender did not end is none.
        return Optional.empty();
      }
      String text = line.get();
      if (text.isEmpty()) {
        if (any) {
          return Optional.of(new Event(id, type.isEmpty() ? "message" : type, data.toString()));
        }
        type = "";
        continue;
      }
      int colon = text.indexOf(':');
      String field = colon < 0 ? text : text.substring(0, colon);
      String value = colon < 0 ? "" : text.substring(colon + 1).replaceFirst("^ ", "");
      switch (field) {
        case "event" -> type = value;
        case "id" -> id = value;
        case "data" -> {
          data.append(any ? "\n" : "").append(value);
          any = true;
          if (data.length() > MAX_BYTES) {
            throw tooLarge();
          }
        }
        // A comment, the time until the next try, or something newer.
        default -> {}
      }
    }
  }

  private Optional<String> line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next == '\n') {
        String text = line.toString(UTF_8);
        return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
      }
      line.write(next);
      if (line.size() > MAX_BYTES) {
        throw tooLarge();
      }
    }
    return Optional.empty();
  }

  private static IOException tooLarge() {
    return new IOException("an event is larger than " + (MAX_BYTES >> 20) + " MiB");
  }
}
