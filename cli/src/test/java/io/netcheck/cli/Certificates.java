// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.testing.ProgramRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An authority, and the certificates of a server and of a client on 127.0.0.1, each with its name,
 * made by openssl.
 */
final class Certificates {
  private final Path folder;

  Certificates(Path folder) throws IOException {
    this.folder = folder;
    openssl(
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=test CA",
        "-keyout",
        of("ca", "key"),
        "-out",
        ca());
    for (String name : List.of("server", "client")) {
      Path extensions = folder.resolve(name + ".ext");
      Files.writeString(
          extensions,
          "subjectAltName=IP:127.0.0.1,DNS:%s\nextendedKeyUsage=serverAuth,clientAuth\n"
              .formatted(name));
      openssl(
          "req",
          "-newkey",
          "rsa:2048",
          "-nodes",
          "-subj",
          "/CN=" + name,
          "-keyout",
          of(name, "key"),
          "-out",
          of(name, "csr"));
      sign(name, "2", "cert");
    }
  }

  /** The file of a certificate for the same key that expired a day ago. */
  String expired(String name) throws IOException {
    sign(name, "-1", "expired");
    return of(name, "expired");
  }

  private void sign(String name, String days, String what) throws IOException {
    openssl(
        "x509",
        "-req",
        "-days",
        days,
        "-in",
        of(name, "csr"),
        "-CA",
        ca(),
        "-CAkey",
        of("ca", "key"),
        "-set_serial",
        "0x" + Integer.toHexString(name.hashCode() & 0xffff),
        "-extfile",
        folder.resolve(name + ".ext").toString(),
        "-out",
        of(name, what));
  }

  /** PEM of the authority. */
  String ca() {
    return of("ca", "cert");
  }

  /** The file of {@code name}'s {@code cert} or {@code key}; keys are in PKCS#8. */
  String of(String name, String what) {
    return folder.resolve(name + "-" + what + ".pem").toString();
  }

  private static void openssl(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(words));
    ProgramRun.output(command);
  }
}
