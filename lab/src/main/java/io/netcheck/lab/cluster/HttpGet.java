// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;

/**
 * Sends one GET request. It uses the old client of the JDK, because that client opens its socket in
 * the calling thread, and so in the network namespace of that thread.
 */
public final class HttpGet {
  public static final Duration TIMEOUT = Duration.ofSeconds(5);

  private HttpGet() {}

  /**
   * Returns the body of the answer.
   *
   * @throws IOException also if the status is not 200
   */
  public static byte[] get(URI uri) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setConnectTimeout((int) TIMEOUT.toMillis());
    connection.setReadTimeout((int) TIMEOUT.toMillis());
    // The JDK reuses connections by address, and all labs have the same addresses.
    connection.setRequestProperty("Connection", "close");
    try {
      int status = connection.getResponseCode();
      if (status != 200) {
        throw new IOException(uri + " answered status " + status + ": " + error(connection));
      }
      try (InputStream in = connection.getInputStream()) {
        return in.readAllBytes();
      }
    } finally {
      connection.disconnect();
    }
  }

  private static String error(HttpURLConnection connection) throws IOException {
    try (InputStream in = connection.getErrorStream()) {
      return in == null ? "" : new String(in.readAllBytes(), UTF_8);
    }
  }
}
