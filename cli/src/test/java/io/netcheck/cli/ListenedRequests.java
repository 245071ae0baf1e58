// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.exporter.Exporter;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.List;

/**
 * Starts an exporter with the default address, and prints for each host whether it answers there:
 * its status, or the reason.
 */
final class ListenedRequests {
  private static final int PATIENCE_MILLIS = 10_000;

  private ListenedRequests() {}

  public static void main(String[] hosts) {
    List<String> flags = List.of("--http-port=0", "--metrics-port=0", "--report-interval=0");
    try (Exporter exporter = TestExporter.start(flags)) {
      for (String host : hosts) {
        System.out.println(
            host + " " + status("http://" + host + ":" + exporter.address().getPort()));
      }
    }
    // The threads of the client need not end.
    System.exit(0);
  }

  private static String status(String url) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(url + "/-/ready").toURL().openConnection();
      connection.setConnectTimeout(PATIENCE_MILLIS);
      connection.setReadTimeout(PATIENCE_MILLIS);
      return String.valueOf(connection.getResponseCode());
    } catch (IOException e) {
      return e.getClass().getSimpleName();
    }
  }
}
