// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

/**
 * The system properties that limit the HTTP server of the JDK, which has no limits without them.
 *
 * <p>The server reads the properties once, when its classes load. The first listener of a process
 * therefore sets the limits of all its listeners.
 */
final class ServerProperties {
  private static final int MAX_HEADER_BYTES = 16 * 1024;
  private static final int MAX_HEADERS = 64;

  /**
   * How much of the rest of a refused body is read and discarded so that the client receives the
   * refusal. If bytes stay unread, the kernel sends a reset, which overtakes the response (RFC
   * 9112, section 9.6). Twice the largest body that any route accepts.
   */
  private static final int DRAIN_BYTES = 16 * 1024 * 1024;

  private ServerProperties() {}

  /** Sets the properties that have no value yet. */
  static void set(HttpLimits limits) {
    set("sun.net.httpserver.nodelay", "true");
    // The documentation says milliseconds; the code of JDK 25 reads seconds (ServerConfig).
    set("sun.net.httpserver.maxReqTime", limits.requestDeadline().toSeconds());
    set("sun.net.httpserver.maxRspTime", limits.requestDeadline().toSeconds());
    set("sun.net.httpserver.maxReqHeaders", MAX_HEADERS);
    set("sun.net.httpserver.maxReqHeaderSize", MAX_HEADER_BYTES);
    set("sun.net.httpserver.drainAmount", DRAIN_BYTES);
    set("jdk.httpserver.maxConnections", limits.connections());
    // Clients that keep idle connections must not use up all of them.
    set("sun.net.httpserver.maxIdleConnections", limits.connections() / 2);
  }

  private static void set(String name, Object value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value.toString());
    }
  }
}
