// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.heartbeat;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.tls.ClientTls;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Opens connections to the exporter. */
@FunctionalInterface
public interface ExporterConnections {
  /** Trusts the JDK's certificate authorities, if the URL is https. */
  ExporterConnections DEFAULT = uri -> (HttpURLConnection) uri.toURL().openConnection();

  /** A connection that is not connected yet. */
  HttpURLConnection open(URI uri) throws IOException;

  /** As {@code tls} says. Loads no class of TLS if no file is configured. */
  static ExporterConnections of(ClientTls tls, ProcessClock clock) {
    return tls.isDefault() ? DEFAULT : new TlsExporterConnections(tls, clock);
  }
}
