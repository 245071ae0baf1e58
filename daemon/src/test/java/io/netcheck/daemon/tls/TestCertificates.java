// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.tls;

import io.netcheck.testing.Keytool;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.interfaces.ECPrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * An authority, and certificates that it signs, as PEM files of one folder: {@code NAME.pem} with
 * the chain and {@code NAME.key}. Made by the JDK's own keytool.
 */
public final class TestCertificates {
  private static final String PASSWORD = "changeit";

  private final Path folder;
  private final Path store;

  /** Makes the authority, {@code ca.pem}. */
  public TestCertificates(Path folder) {
    this.folder = folder;
    this.store = folder.resolve("store.p12");
    make("ca", "EC", List.of("-ext", "bc:critical", "-validity", "100"));
  }

  public Path folder() {
    return folder;
  }

  /** A certificate of the authority, on an elliptic curve. */
  public TestCertificates issue(String name, String alternativeNames) {
    return issue(name, "EC", alternativeNames, List.of("-validity", "100"));
  }

  public TestCertificates issueRsa(String name, String alternativeNames) {
    return issue(name, "RSA", alternativeNames, List.of("-validity", "100"));
  }

  /** One that was good until yesterday. */
  public TestCertificates issueExpired(String name, String alternativeNames) {
    return issue(name, "EC", alternativeNames, List.of("-startdate", "-3d", "-validity", "2"));
  }

  private TestCertificates issue(
      String name, String algorithm, String alternativeNames, List<String> more) {
    List<String> words = new ArrayList<>(List.of("-signer", "ca", "-ext"));
    words.add("san=" + alternativeNames);
    words.addAll(List.of("-ext", "eku=serverAuth,clientAuth"));
    words.addAll(more);
    make(name, algorithm, words);
    return this;
  }

  /** A self-signed certificate. */
  public TestCertificates selfSigned(String name, String alternativeNames) {
    make(name, "EC", List.of("-ext", "san=" + alternativeNames, "-validity", "100"));
    return this;
  }

  private void make(String name, String algorithm, List<String> words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "-genkeypair",
                "-alias",
                name,
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD,
                "-dname",
                "CN=" + name,
                "-keyalg",
                algorithm));
    command.addAll(algorithm.equals("EC") ? List.of("-groupname", "secp256r1") : List.of());
    command.addAll(words);
    try {
      Keytool.run(command);
      write(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private KeyStore open() throws IOException, GeneralSecurityException {
    KeyStore opened = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      opened.load(in, PASSWORD.toCharArray());
    }
    return opened;
  }

  private void write(String name) throws IOException, GeneralSecurityException {
    KeyStore opened = open();
    StringBuilder chain = new StringBuilder();
    for (Certificate certificate : opened.getCertificateChain(name)) {
      chain.append(pem("CERTIFICATE", certificate.getEncoded()));
    }
    Files.writeString(folder.resolve(name + ".pem"), chain);
    Files.writeString(folder.resolve(name + ".key"), pem("PRIVATE KEY", key(name).getEncoded()));
  }

  private Key key(String name) {
    try {
      return open().getKey(name, PASSWORD.toCharArray());
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * An RSA key in its older form (PKCS#1): what PKCS#8 wraps, 26 bytes in for 2048 bits and more.
   */
  public String pkcs1(String name) {
    byte[] pkcs8 = key(name).getEncoded();
    return pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, 26, pkcs8.length));
  }

  /** An EC key in its older form (RFC 5915), of P-256. */
  public String sec1(String name) {
    byte[] number = ((ECPrivateKey) key(name)).getS().toByteArray();
    byte[] secret = new byte[32];
    int length = Math.min(32, number.length);
    System.arraycopy(number, number.length - length, secret, 32 - length, length);
    byte[] curve = HexFormat.of().parseHex("a00a06082a8648ce3d030107");
    ByteBuffer der =
        ByteBuffer.allocate(51)
            .put(HexFormat.of().parseHex("30310201010420"))
            .put(secret)
            .put(curve);
    return "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
        + pem("EC PRIVATE KEY", der.array());
  }

  public static String pem(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }
}
