// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.daemon.http.EventSink;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A stream whose client takes everything at once. */
final class RecordedStream implements EventSink {
  private final List<String> events = new CopyOnWriteArrayList<>();
  private volatile boolean ended;

  @Override
  public void send(byte[] event) {
    events.add(new String(event, UTF_8));
  }

  @Override
  public void end(byte[] last) {
    send(last);
    ended = true;
  }

  /** Each with its three lines. */
  List<String> events() {
    return events;
  }

  /** The types of the events, in order; of a comment the whole. */
  List<String> types() {
    return events.stream()
        .map(event -> event.replaceAll("(?s).*event: ([a-z]+)\n.*", "$1").strip())
        .toList();
  }

  boolean isEnded() {
    return ended;
  }
}
