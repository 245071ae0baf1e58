// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.heartbeat;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.StartException;
import io.netcheck.daemon.files.ReloadedValue;
import io.netcheck.daemon.tls.ClientTls;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/**
 * Connections with TLS. The files are read again when they change. {@link HttpsURLConnection}
 * checks that the exporter's certificate is for the host of the URL.
 */
final class TlsExporterConnections implements ExporterConnections {
  /** Keeps the factory, because the JDK reuses a connection only with the same factory. */
  private final ReloadedValue<SSLSocketFactory> factory;

  TlsExporterConnections(ClientTls tls, ProcessClock clock) {
    try {
      factory =
          new ReloadedValue<>(
              "TLS to the exporter", clock, files -> tls.context(files).getSocketFactory());
    } catch (IllegalArgumentException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public HttpURLConnection open(URI uri) throws IOException {
    HttpsURLConnection connection = (HttpsURLConnection) uri.toURL().openConnection();
    connection.setSSLSocketFactory(factory.get());
    return connection;
  }

  @Override
  public Socket secured(Socket connected, URI uri) throws IOException {
    return ExporterConnections.secured(factory.get(), connected, uri);
  }
}
