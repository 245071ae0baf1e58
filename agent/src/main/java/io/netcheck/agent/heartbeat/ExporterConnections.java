// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.heartbeat;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.tls.ClientTls;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Makes connections to the exporter. */
@FunctionalInterface
public interface ExporterConnections {
  /** With Java's own authorities, where the exporter speaks TLS at all. */
  ExporterConnections DEFAULT = uri -> (HttpURLConnection) uri.toURL().openConnection();

  /** One that is not open yet. */
  HttpURLConnection open(URI uri) throws IOException;

  /** Those that {@code tls} asks for. Without a file not one class of TLS is loaded for it. */
  static ExporterConnections of(ClientTls tls, ProcessClock clock) {
    return tls.isDefault() ? DEFAULT : new TlsExporterConnections(tls, clock);
  }
}
