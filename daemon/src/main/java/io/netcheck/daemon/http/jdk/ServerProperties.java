// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http.jdk;

import io.netcheck.daemon.http.HttpLimits;

/**
 * The system properties that limit the HTTP server of the JDK, which has no limits without them.
 *
 * <p>The server reads the properties once, when its classes load. The first listener of a process
 * therefore sets the limits of all its listeners.
 */
final class ServerProperties {
  private ServerProperties() {}

  /** Sets the properties that have no value yet. */
  static void set(HttpLimits limits) {
    set("sun.net.httpserver.nodelay", "true");
    // The documentation says milliseconds; the code of JDK 25 reads seconds (ServerConfig).
    set("sun.net.httpserver.maxReqTime", limits.requestDeadline().toSeconds());
    set("sun.net.httpserver.maxRspTime", limits.requestDeadline().toSeconds());
    set("sun.net.httpserver.maxReqHeaders", HttpLimits.MAX_HEADERS);
    set("sun.net.httpserver.maxReqHeaderSize", HttpLimits.MAX_HEADER_BYTES);
    set("sun.net.httpserver.drainAmount", HttpLimits.DRAIN_BYTES);
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
