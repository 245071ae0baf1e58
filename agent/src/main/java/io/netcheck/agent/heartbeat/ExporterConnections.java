// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.heartbeat;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.tls.ClientTls;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Opens connections to the exporter. */
@FunctionalInterface
public interface ExporterConnections {
  /** Trusts the JDK's certificate authorities, if the URL is https. */
  ExporterConnections DEFAULT = uri -> (HttpURLConnection) uri.toURL().openConnection();

  /** A connection that is not connected yet. */
  HttpURLConnection open(URI uri) throws IOException;

  /** The addresses that {@code uri} leads to, in the order in which to try them. */
  default List<InetSocketAddress> addresses(URI uri) throws IOException {
    int port = port(uri);
    return Arrays.stream(InetAddress.getAllByName(uri.getHost()))
        .map(address -> new InetSocketAddress(address, port))
        .toList();
  }

  /** The port of {@code uri}, or that of its scheme. */
  static int port(URI uri) {
    return uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
  }

  /** How the log names the exporter. The URL may contain a password, which must not be logged. */
  default String name(URI uri) {
    return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
  }

  /** The same connections, but all to one address. */
  default ExporterConnections to(InetSocketAddress address) {
    return new AddressedConnections(this, address);
  }

  /** What TLS needs over a connection, or the connection itself if the URL is not https. */
  default Socket secured(Socket connected, URI uri) throws IOException {
    return "https".equals(uri.getScheme())
        ? secured((SSLSocketFactory) SSLSocketFactory.getDefault(), connected, uri)
        : connected;
  }

  /** TLS over a connection, with the check that the certificate is for the host of the URL. */
  static Socket secured(SSLSocketFactory factory, Socket connected, URI uri) throws IOException {
    SSLSocket socket =
        (SSLSocket) factory.createSocket(connected, uri.getHost(), connected.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /** As {@code tls} says. Loads no class of TLS if no file is configured. */
  static ExporterConnections of(ClientTls tls, ProcessClock clock) {
    return tls.isDefault() ? DEFAULT : new TlsExporterConnections(tls, clock);
  }
}
