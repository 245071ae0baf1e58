// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * What TLS connections of checks are made with.
 *
 * @param anchors the names of the authorities that are trusted; empty if they are not known
 */
record TlsTrust(SSLSocketFactory factory, Set<X500Principal> anchors) {
  TlsTrust {
    anchors = Set.copyOf(anchors);
  }

  /** Trusts {@code authorities} and those of the JDK. */
  static TlsTrust of(List<X509Certificate> authorities) {
    try {
      List<X509Certificate> trusted = new ArrayList<>(authorities);
      for (TrustManager manager : managers(null)) {
        if (manager instanceof X509TrustManager x509) {
          trusted.addAll(List.of(x509.getAcceptedIssuers()));
        }
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      Set<X500Principal> anchors = new HashSet<>();
      for (X509Certificate authority : trusted) {
        store.setCertificateEntry(Integer.toString(store.size()), authority);
        anchors.add(authority.getSubjectX500Principal());
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(store), null);
      return new TlsTrust(withoutResumption(context), anchors);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }

  /** Trusts what {@code context} trusts, which nothing else uses. */
  static TlsTrust of(SSLContext context) {
    return new TlsTrust(withoutResumption(context), Set.of());
  }

  private static SSLSocketFactory withoutResumption(SSLContext context) {
    // A resumed session shows no certificate (RFC 8446 §2.2), so a check would miss that it was
    // replaced or has expired. 0 would mean no limit for both.
    context.getClientSessionContext().setSessionTimeout(1);
    context.getClientSessionContext().setSessionCacheSize(1);
    return context.getSocketFactory();
  }

  private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
