// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PemTextTest {
  private TestCertificates certificates;

  @BeforeAll
  void make(@TempDir Path folder) {
    certificates = new TestCertificates(folder).issue("ec", "dns:ec").issueRsa("rsa", "dns:rsa");
  }

  private String read(String name) throws IOException {
    return Files.readString(certificates.folder().resolve(name));
  }

  private CertificateIdentity identity(String name, String key) throws IOException {
    return CertificateIdentity.of("cert_file", read(name + ".pem"), "key_file", key);
  }

  @Test
  void aKeyIsReadInAllThreeForms() throws IOException {
    assertEquals("EC", identity("ec", read("ec.key")).key().getAlgorithm());
    assertEquals("EC", identity("ec", certificates.sec1("ec")).key().getAlgorithm());
    assertEquals("RSA", identity("rsa", read("rsa.key")).key().getAlgorithm());
    assertEquals("RSA", identity("rsa", certificates.pkcs1("rsa")).key().getAlgorithm());
  }

  @Test
  void theChainIsReadWhole() throws IOException {
    assertEquals(2, identity("ec", read("ec.key")).chain().size());
  }

  @Test
  void aKeyAndItsCertificateMayStandInOneFile() throws IOException {
    String both = "a comment\n" + read("ec.key") + read("ec.pem");
    assertEquals(
        "EC", CertificateIdentity.of("cert_file", both, "key_file", both).key().getAlgorithm());
  }

  private String problem(String name, String key) {
    return assertThrows(IllegalArgumentException.class, () -> identity(name, key)).getMessage();
  }

  @Test
  void anotherCertificatesKeyIsRefused() throws IOException {
    assertEquals(
        "key_file is not the key of the first certificate of cert_file",
        problem("rsa", read("ec.key")));
    assertTrue(problem("ec", read("ca.key")).contains("is not the key of"));
  }

  @Test
  void anEncryptedKeyIsRefusedAndSaysSo() {
    String expected = "key_file holds an encrypted key; expected one without password";
    assertEquals(
        expected, problem("ec", TestCertificates.pem("ENCRYPTED PRIVATE KEY", new byte[40])));
    String older = certificates.pkcs1("rsa");
    assertEquals(
        expected,
        problem(
            "rsa",
            older.replaceFirst(
                "\n", "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00112233\n\n")));
  }

  @Test
  void whatIsNoKeyIsRefused() throws IOException {
    assertEquals("key_file holds no private key in PEM", problem("ec", ""));
    assertEquals("key_file holds no private key in PEM", problem("ec", read("ec.pem")));
    assertTrue(
        problem("ec", TestCertificates.pem("PRIVATE KEY", new byte[40]))
            .contains("cannot be read"));
    assertTrue(
        problem("ec", "-----BEGIN PRIVATE KEY-----\n*\n-----END PRIVATE KEY-----\n")
            .contains("not well-formed"));
    assertTrue(
        problem("ec", TestCertificates.pem("EC PRIVATE KEY", new byte[] {0x30, 2, 5, 0}))
            .contains("does not name its curve"));
    for (byte[] cut : new byte[][] {{}, {0x30}, {0x30, (byte) 0x84, 1, 1, 1, 1}, {0x30, 127}}) {
      assertTrue(
          problem("ec", TestCertificates.pem("EC PRIVATE KEY", cut)).contains("name its curve"));
    }
  }

  @Test
  void whatIsNoCertificateIsRefused() {
    IllegalArgumentException none =
        assertThrows(
            IllegalArgumentException.class,
            () -> CertificateAuthorities.of("client_ca", "nothing"));
    assertEquals("client_ca holds no certificate in PEM", none.getMessage());
    IllegalArgumentException broken =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                CertificateAuthorities.of(
                    "client_ca", TestCertificates.pem("CERTIFICATE", new byte[] {1, 2})));
    assertEquals("client_ca holds a certificate that cannot be read", broken.getMessage());
  }
}
