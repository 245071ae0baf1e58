// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventReaderTest {
  private static List<EventReader.Event> events(String stream) throws IOException {
    EventReader reader = new EventReader(new ByteArrayInputStream(stream.getBytes(UTF_8)));
    List<EventReader.Event> events = new ArrayList<>();
    for (Optional<EventReader.Event> next = reader.next(); next.isPresent(); next = reader.next()) {
      events.add(next.get());
    }
    return events;
  }

  @Test
  void eventsHaveATypeANameAndLinesOfData() throws IOException {
    assertEquals(
        List.of(
            new EventReader.Event("a-1", "state", "{\"ü\":1}"),
            new EventReader.Event("a-1", "message", "one\ntwo\n three"),
            new EventReader.Event("", "tick", "")),
        events(
            """
            retry: 1000
            id: a-1
            event: state
            data: {"ü":1}

            : a comment

            event: without-data

            data:one
            data: two
            data:  three

            id
            event: tick\r
            data\r
            \r
            event: cut
            data: in the middle
            """));
  }

  /** The same bytes again and again. */
  private static final class Endless extends InputStream {
    private final byte[] again;
    private int at;

    Endless(String again) {
      this.again = again.getBytes(UTF_8);
    }

    @Override
    public int read() {
      return again[at++ % again.length];
    }

    @Override
    public int read(byte[] to, int from, int length) {
      int next = at % again.length;
      int some = Math.min(length, again.length - next);
      System.arraycopy(again, next, to, from, some);
      at = next + some;
      return some;
    }
  }

  @Test
  void anEventThatNeverEndsIsRefused() {
    for (String again : List.of("x", "data: " + "x".repeat(8_000) + "\n")) {
      IOException refused =
          assertThrows(IOException.class, () -> new EventReader(new Endless(again)).next());
      assertEquals("an event is larger than 32 MiB", refused.getMessage());
    }
  }
}
