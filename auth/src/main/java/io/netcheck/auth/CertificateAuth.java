// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.http.RequestHead;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Authenticates agents by the certificate that TLS proved. It is valid for the nodes in its
 * alternative names of type DNS. Without any alternative name its common name counts, because many
 * authorities still issue such certificates, although RFC 9525 forbids that.
 */
final class CertificateAuth implements Authenticator {
  /** The alternative name of type URI for a sender that can report for every node. */
  static final String ANY_NODE = "urn:netcheck:any-node";

  private static final Integer DNS = 2;
  private static final Integer URI = 6;
  private static final AuthenticatedCaller REFUSED =
      new AuthenticatedCaller.Refused(AuthRefusal.NO_CERTIFICATE);

  private final ProcessClock clock;

  CertificateAuth(ProcessClock clock) {
    this.clock = clock;
  }

  @Override
  public AuthenticatedCaller identify(RequestHead head) {
    if (head.certificates().isEmpty()) {
      return REFUSED;
    }
    X509Certificate own = head.certificates().getFirst();
    return isValidNow(own) ? caller(own) : REFUSED;
  }

  /** TLS checked the certificate when the connection was opened, which can be long ago. */
  private boolean isValidNow(X509Certificate certificate) {
    var now = clock.instant();
    return !now.isBefore(certificate.getNotBefore().toInstant())
        && !now.isAfter(certificate.getNotAfter().toInstant());
  }

  private static AuthenticatedCaller caller(X509Certificate certificate) {
    String subject = certificate.getSubjectX500Principal().getName();
    Collection<List<?>> alternatives;
    try {
      alternatives =
          Optional.ofNullable(certificate.getSubjectAlternativeNames()).orElse(List.of());
    } catch (CertificateParsingException _) {
      return REFUSED;
    }
    Set<String> nodes = new HashSet<>();
    for (List<?> alternative : alternatives) {
      if (alternative.get(0).equals(URI) && ANY_NODE.equals(alternative.get(1))) {
        return new AuthenticatedCaller.AnyAgent(subject);
      }
      if (alternative.get(0).equals(DNS) && alternative.get(1) instanceof String name) {
        nodes.add(name.toLowerCase(Locale.ROOT));
      }
    }
    if (alternatives.isEmpty()) {
      commonName(certificate).ifPresent(nodes::add);
    }
    return new AuthenticatedCaller.OnNodes(nodes, subject);
  }

  private static Optional<String> commonName(X509Certificate certificate) {
    try {
      // The most specific part comes last.
      return new LdapName(certificate.getSubjectX500Principal().getName())
          .getRdns().reversed().stream()
              .filter(part -> part.getType().equalsIgnoreCase("CN"))
              .map(Rdn::getValue)
              .filter(String.class::isInstance)
              .map(value -> value.toString().toLowerCase(Locale.ROOT))
              .findFirst();
    } catch (InvalidNameException _) {
      return Optional.empty();
    }
  }
}
