// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.fuzz.FuzzTarget;
import java.util.List;

/** Certificates and keys as files. */
public final class TlsTargets {
  private TlsTargets() {}

  public static List<FuzzTarget> all() {
    return List.of(
        FuzzTarget.of(
                "pem",
                in -> {
                  String pem = new String(in, UTF_8);
                  return CertificateIdentity.of("it", pem, "it", pem).chain();
                },
                List.of(IllegalArgumentException.class))
            .slow(),
        FuzzTarget.of("ec-key", DerEncoding::pkcs8OfEc, List.of(IllegalArgumentException.class)));
  }
}
