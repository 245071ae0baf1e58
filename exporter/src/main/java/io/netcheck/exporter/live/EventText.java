// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.live;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Events as they go over the wire (HTML Standard, section 9.2.5). */
final class EventText {
  /** Keeps proxies from closing a connection that brings nothing. */
  static final byte[] COMMENT = ":\n\n".getBytes(US_ASCII);

  /** How long a client waits before it connects again, in milliseconds. */
  static final byte[] RETRY = "retry: 3000\n\n".getBytes(US_ASCII);

  private EventText() {}

  /**
   * One event.
   *
   * @param json in one line
   */
  static byte[] event(LastEventId id, String type, byte[] json) {
    byte[] head = ("id: " + id + "\nevent: " + type + "\ndata: ").getBytes(US_ASCII);
    ByteArrayOutputStream event = new ByteArrayOutputStream(head.length + json.length + 2);
    event.writeBytes(head);
    event.writeBytes(json);
    event.write('\n');
    event.write('\n');
    return event.toByteArray();
  }

  /** Says that all is as it was before. */
  static byte[] tick(LastEventId id, Instant at) {
    String json = "{\"id\":" + id.id() + ",\"at\":\"" + at.truncatedTo(ChronoUnit.MILLIS) + "\"}";
    return event(id, "tick", json.getBytes(US_ASCII));
  }
}
