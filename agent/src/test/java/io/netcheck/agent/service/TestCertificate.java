// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.testing.Keytool;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate for {@code web.test} with its key, and its own authority. */
final class TestCertificate {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final KeyStore keys;

  /**
   * @param start when it begins, as of keytool(1), such as {@code -2d}
   * @param days how long it lasts
   */
  TestCertificate(Path directory, String start, int days) throws Exception {
    Path store = directory.resolve("server" + start + ".p12");
    generate(store, "ca", "CN=test authority", start, days + 10, "bc:c");
    generate(store, "web", "CN=web.test", start, days, "san=dns:web.test", "-signer", "ca");
    keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
  }

  private static void generate(
      Path store, String alias, String name, String start, int days, String... rest) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                name,
                "-startdate",
                start,
                "-validity",
                Integer.toString(days),
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD),
                "-ext"));
    words.addAll(List.of(rest));
    Keytool.run(words);
  }

  /** The authority that issued it. */
  X509Certificate authority() throws Exception {
    return (X509Certificate) keys.getCertificate("ca");
  }

  X509Certificate certificate() throws Exception {
    return (X509Certificate) keys.getCertificate("web");
  }

  PrivateKey key() throws Exception {
    return (PrivateKey) keys.getKey("web", PASSWORD);
  }

  /** The certificate in a file. */
  Path pem(Path file) throws Exception {
    return pem(file, certificate());
  }

  /** The authority in a file. */
  Path authorityPem(Path file) throws Exception {
    return pem(file, authority());
  }

  private static Path pem(Path file, X509Certificate certificate) throws Exception {
    return Files.writeString(
        file,
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
            + "\n-----END CERTIFICATE-----\n");
  }

  /** The key in a file. */
  Path keyPem(Path file) throws Exception {
    return Files.writeString(
        file,
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(key().getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
  }

  /** TLS for a server with it. */
  SSLContext server() throws Exception {
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
