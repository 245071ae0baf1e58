// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS between a connection and HTTP. The certificate must be for the configured host, which is also
 * sent as SNI (RFC 9110 §4.3.4, RFC 6066 §3).
 */
final class TlsLayer implements HttpCheck.ConnectionLayer {
  private final SSLSocketFactory factory;
  private final String host;
  private final int port;

  TlsLayer(SSLSocketFactory factory, Service service) {
    this.factory = factory;
    // Names in certificates never end with a dot.
    this.host =
        service.host().endsWith(".")
            ? service.host().substring(0, service.host().length() - 1)
            : service.host();
    this.port = service.port();
  }

  @Override
  public Socket over(DeadlineSocket connection, PhaseTimer timer) throws IOException {
    timer.enter(CheckPhase.TLS);
    SSLSocket socket = (SSLSocket) factory.createSocket(connection, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /** A factory that trusts {@code authorities} and those of the JDK. */
  static SSLSocketFactory trusting(List<X509Certificate> authorities) {
    try {
      List<X509Certificate> trusted = new ArrayList<>(authorities);
      for (TrustManager manager : managers(null)) {
        if (manager instanceof X509TrustManager x509) {
          trusted.addAll(List.of(x509.getAcceptedIssuers()));
        }
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (X509Certificate authority : trusted) {
        store.setCertificateEntry(Integer.toString(store.size()), authority);
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(store), null);
      // A resumed session shows no certificate (RFC 8446 §2.2), so a check would miss that it was
      // replaced or has expired. 0 would mean no limit for both.
      context.getClientSessionContext().setSessionTimeout(1);
      context.getClientSessionContext().setSessionCacheSize(1);
      return context.getSocketFactory();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }

  private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
