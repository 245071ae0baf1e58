// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.tls;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The certificates and the key of a PEM text (RFC 7468), taken as Go takes them: what stands
 * between the blocks, and blocks of other kinds, are passed over.
 */
final class PemText {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /** What a PKCS#8 key may be of. */
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA", "RSASSA-PSS");

  private PemText() {}

  @SuppressWarnings("ArrayRecordComponent") // read once
  private record Block(String label, boolean encrypted, byte[] content) {}

  /**
   * Every certificate, in order; at least one.
   *
   * @throws IllegalArgumentException if there is none, or one cannot be read
   */
  static List<X509Certificate> certificates(String text) {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Block block : blocks(text)) {
      if (block.label().equals("CERTIFICATE")) {
        certificates.add(certificate(block.content()));
      }
    }
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException("holds no certificate in PEM");
    }
    return List.copyOf(certificates);
  }

  private static X509Certificate certificate(byte[] der) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new IllegalArgumentException("holds a certificate that cannot be read", e);
    }
  }

  /**
   * The first private key: PKCS#8, RSA's own form (PKCS#1) or that of elliptic curves (SEC1).
   *
   * @throws IllegalArgumentException if there is none, or it is encrypted
   */
  static PrivateKey privateKey(String text) {
    for (Block block : blocks(text)) {
      if (block.encrypted() || block.label().equals("ENCRYPTED PRIVATE KEY")) {
        throw new IllegalArgumentException("holds an encrypted key; expected one without password");
      }
      Optional<PrivateKey> key =
          switch (block.label()) {
            case "PRIVATE KEY" -> Optional.of(privateKey(block.content(), ALGORITHMS));
            case "RSA PRIVATE KEY" ->
                Optional.of(privateKey(DerEncoding.pkcs8OfRsa(block.content()), List.of("RSA")));
            case "EC PRIVATE KEY" ->
                Optional.of(privateKey(DerEncoding.pkcs8OfEc(block.content()), List.of("EC")));
            default -> Optional.empty();
          };
      if (key.isPresent()) {
        return key.get();
      }
    }
    throw new IllegalArgumentException("holds no private key in PEM");
  }

  private static PrivateKey privateKey(byte[] pkcs8, List<String> algorithms) {
    for (String algorithm : algorithms) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (GeneralSecurityException _) {
        // One of another algorithm, perhaps.
      }
    }
    throw new IllegalArgumentException(
        "holds a private key that cannot be read; expected RSA, EC or Ed25519");
  }

  private static List<Block> blocks(String text) {
    List<Block> blocks = new ArrayList<>();
    String label = "";
    boolean encrypted = false;
    StringBuilder base64 = new StringBuilder();
    for (String line : (Iterable<String>) text.lines().map(String::strip)::iterator) {
      if (line.startsWith(BEGIN) && line.endsWith(DASHES)) {
        label = line.substring(BEGIN.length(), line.length() - DASHES.length());
        encrypted = false;
        base64.setLength(0);
      } else if (line.equals(END + label + DASHES)) {
        blocks.add(new Block(label, encrypted, decode(base64.toString())));
        label = "";
      } else if (!label.isEmpty() && line.indexOf(':') >= 0) {
        // A header (RFC 1421): OpenSSL's old way to say that a key is encrypted.
        encrypted |= line.startsWith("Proc-Type:") && line.contains("ENCRYPTED");
      } else if (!label.isEmpty() && !encrypted) {
        base64.append(line);
      }
    }
    return blocks;
  }

  private static byte[] decode(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("holds PEM that is not well-formed", e);
    }
  }
}
