// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.heartbeat;

import io.netcheck.protocol.Addresses;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one address, whatever addresses the host of the URL has. TLS still checks that the
 * certificate is for that host. One thread opens connections at a time.
 */
final class AddressedConnections implements ExporterConnections {
  private final ExporterConnections base;
  private final InetSocketAddress address;

  /** The JDK reuses a connection only with the same factory, so it changes only with the files. */
  private @Nullable NamedHostFactory factory;

  AddressedConnections(ExporterConnections base, InetSocketAddress address) {
    this.base = base;
    this.address = address;
  }

  @Override
  public HttpURLConnection open(URI uri) throws IOException {
    URI there =
        URI.create(
            uri.getScheme()
                + "://"
                + Addresses.withPort(address.getAddress(), address.getPort())
                + uri.getRawPath());
    HttpURLConnection connection = base.open(there);
    if (connection instanceof HttpsURLConnection encrypted) {
      encrypted.setSSLSocketFactory(named(encrypted.getSSLSocketFactory(), uri.getHost()));
    }
    return connection;
  }

  private synchronized SSLSocketFactory named(SSLSocketFactory plain, String host) {
    NamedHostFactory last = factory;
    if (last == null || !last.isOf(plain)) {
      last = new NamedHostFactory(plain, host);
      factory = last;
    }
    return last;
  }

  @Override
  public List<InetSocketAddress> addresses(URI uri) {
    return List.of(address);
  }

  @Override
  public String name(URI uri) {
    return Addresses.withPort(address.getAddress(), address.getPort());
  }

  @Override
  public Socket secured(Socket connected, URI uri) throws IOException {
    return base.secured(connected, uri);
  }
}
