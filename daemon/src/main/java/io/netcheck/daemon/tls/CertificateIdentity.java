// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/**
 * A certificate with what leads from it to its authority, and its private key.
 *
 * @param chain the certificate itself first
 */
public record CertificateIdentity(List<X509Certificate> chain, PrivateKey key) {
  private static final char[] NO_PASSWORD = {};

  public CertificateIdentity {
    chain = List.copyOf(chain);
  }

  /**
   * Reads both from PEM.
   *
   * @param certificateName what to call the certificate's source in a message
   * @param keyName what to call the key's
   * @throws IllegalArgumentException if one cannot be read, or they do not belong together
   */
  public static CertificateIdentity of(
      String certificateName, String certificate, String keyName, String key) {
    CertificateIdentity identity =
        new CertificateIdentity(
            NamedParser.of(certificateName, certificate, PemText::certificates),
            NamedParser.of(keyName, key, PemText::privateKey));
    if (!identity.isOne()) {
      throw new IllegalArgumentException(
          keyName + " is not the key of the first certificate of " + certificateName);
    }
    return identity;
  }

  /** Whether what the key signs, the certificate proves. */
  private boolean isOne() {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "EdDSA" -> "EdDSA";
          default -> "SHA256withRSA";
        };
    byte[] message = {1, 2, 3};
    try {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(key);
      signer.update(message);
      byte[] signature = signer.sign();
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(chain.getFirst().getPublicKey());
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  KeyManager[] keyManagers() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
    KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }
}
