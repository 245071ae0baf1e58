// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** The authorities whose certificates are trusted. */
public record CertificateAuthorities(List<X509Certificate> certificates) {
  public CertificateAuthorities {
    certificates = List.copyOf(certificates);
  }

  /**
   * Reads them from PEM.
   *
   * @param name what to call their source in a message
   * @throws IllegalArgumentException if there is none, or one cannot be read
   */
  public static CertificateAuthorities of(String name, String text) {
    return new CertificateAuthorities(NamedParser.of(name, text, PemText::certificates));
  }

  /** Checks paths to them (RFC 5280, section 6). */
  X509ExtendedTrustManager trustManager() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (X509Certificate certificate : certificates) {
      store.setCertificateEntry(Integer.toString(store.size()), certificate);
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager extended) {
        return extended;
      }
    }
    throw new GeneralSecurityException("PKIX has no trust manager");
  }
}
