// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import java.security.cert.CertPath;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/** When the certificates of a service expire: the first one of those that are needed. */
final class CertificateExpiry {
  private static final int MOST_CAUSES = 10;

  private CertificateExpiry() {}

  /**
   * The earliest end on the way from the service's certificate to an authority. Servers also send
   * certificates for old clients, which can expire without harm.
   *
   * @param sent the service's own certificate first
   * @param anchors the names of the authorities; if empty, the way ends with what was sent
   */
  static Optional<Instant> of(Certificate[] sent, Set<X500Principal> anchors) {
    List<X509Certificate> left = new ArrayList<>();
    for (Certificate certificate : sent) {
      if (certificate instanceof X509Certificate x509) {
        left.add(x509);
      }
    }
    Optional<Instant> earliest = Optional.empty();
    Optional<X509Certificate> next = left.stream().findFirst();
    while (next.isPresent()) {
      X509Certificate certificate = next.get();
      left.remove(certificate);
      Instant end = certificate.getNotAfter().toInstant();
      earliest = Optional.of(earliest.filter(end::isAfter).orElse(end));
      X500Principal issuer = certificate.getIssuerX500Principal();
      next =
          anchors.contains(issuer)
              ? Optional.empty()
              : left.stream().filter(it -> it.getSubjectX500Principal().equals(issuer)).findFirst();
    }
    return earliest;
  }

  /** The earliest end of the certificates that were rejected with {@code e}, if it has them. */
  static Optional<Instant> ofRejected(Throwable e) {
    Throwable cause = e;
    for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
      if (cause instanceof CertPathValidatorException invalid && invalid.getCertPath() != null) {
        CertPath path = invalid.getCertPath();
        return path.getCertificates().stream()
            .map(it -> ((X509Certificate) it).getNotAfter().toInstant())
            .min(Instant::compareTo);
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  /** Whether {@code e} says that a certificate has expired. */
  static boolean isCauseOf(Throwable e, Instant now) {
    Throwable cause = e;
    for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
      if (cause instanceof CertificateExpiredException) {
        return true;
      }
      cause = cause.getCause();
    }
    return ofRejected(e).filter(now::isAfter).isPresent();
  }
}
