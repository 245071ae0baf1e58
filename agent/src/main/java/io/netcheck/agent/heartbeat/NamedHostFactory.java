// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.heartbeat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * TLS over connections to an address, with the check that the certificate is for a given host.
 * {@code HttpsURLConnection} would check that it is for the address. Like other factories that only
 * put TLS over connections, it makes no unconnected sockets.
 */
final class NamedHostFactory extends SSLSocketFactory {
  private final SSLSocketFactory factory;
  private final String host;

  NamedHostFactory(SSLSocketFactory factory, String host) {
    this.factory = factory;
    this.host = host;
  }

  /** Whether it uses this factory. */
  @SuppressWarnings("ReferenceEquality") // factories have no other equality
  boolean isOf(SSLSocketFactory other) {
    return factory == other;
  }

  @Override
  public Socket createSocket(Socket connected, String address, int port, boolean autoClose)
      throws IOException {
    SSLSocket socket = (SSLSocket) factory.createSocket(connected, host, port, autoClose);
    SSLParameters parameters = socket.getSSLParameters();
    // The connection sees this, and leaves the check to the handshake.
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    return socket;
  }

  @Override
  public Socket createSocket(String address, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(String address, int port, InetAddress local, int localPort) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress address, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress local, int localPort) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return factory.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return factory.getSupportedCipherSuites();
  }
}
