// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

/**
 * One open stream of events to one client. Thread-safe; no call waits for the client, and none
 * fails once the stream has ended.
 */
public interface EventSink {
  /**
   * Sends {@code event} after those before. A client that falls too far behind is cut off; how
   * large the first event is does not count.
   *
   * @param event complete, as it goes over the wire; not changed afterwards, so that many streams
   *     can share it
   */
  void send(byte[] event);

  /**
   * Ends the stream in order, after {@code last}.
   *
   * @param last for clients that connect again, such as when to do so
   */
  void end(byte[] last);
}
