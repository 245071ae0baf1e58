// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.tls;

import java.net.InetAddress;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which certificates of clients are good: those of the authorities, where there are any, and with
 * one of the allowed names, where some are said. Names are compared as the exporter-toolkit does:
 * exactly, whatever kind they are of.
 */
final class ClientTrust extends X509ExtendedTrustManager {
  private static final Logger LOG = LoggerFactory.getLogger(ClientTrust.class);

  private static final X509Certificate[] NO_ISSUERS = {};
  private static final int IP_ADDRESS = 7;

  /** Mail, DNS and URI (RFC 5280, section 4.2.1.6). */
  private static final Set<Integer> TEXTS = Set.of(1, 2, 6);

  private final Optional<X509ExtendedTrustManager> authorities;
  private final Set<String> allowedNames;

  ClientTrust(Optional<X509ExtendedTrustManager> authorities, Set<String> allowedNames) {
    this.authorities = authorities;
    this.allowedNames = Set.copyOf(allowedNames);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    if (authorities.isPresent()) {
      authorities.get().checkClientTrusted(chain, authType);
    }
    checkNames(chain[0]);
  }

  @Override
  public void checkClientTrusted(
      X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
      throws CertificateException {
    try {
      if (authorities.isPresent()) {
        authorities.get().checkClientTrusted(chain, authType, engine);
      }
      checkNames(chain[0]);
    } catch (CertificateException e) {
      LOG.warn(
          "certificate refused event=auth address={} subject=\"{}\" problem=\"{}\"",
          engine == null ? "" : engine.getPeerHost(),
          chain[0].getSubjectX500Principal().getName(),
          e.getMessage());
      throw e;
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  private void checkNames(X509Certificate certificate) throws CertificateException {
    if (allowedNames.isEmpty()) {
      return;
    }
    for (List<?> name : names(certificate)) {
      int type = (Integer) Objects.requireNonNull(name.getFirst());
      String text = name.getLast() instanceof String word ? word : "";
      boolean allowed =
          type == IP_ADDRESS
              ? allowedNames.stream().anyMatch(other -> isSameAddress(text, other))
              : TEXTS.contains(type) && allowedNames.contains(text);
      if (allowed) {
        return;
      }
    }
    throw new CertificateException("none of the certificate's alternative names is allowed");
  }

  private static Collection<List<?>> names(X509Certificate certificate)
      throws CertificateParsingException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    return names == null ? List.of() : names;
  }

  /** The same IPv6 address can be written in several ways, and Java writes another than Go. */
  private static boolean isSameAddress(String a, String b) {
    try {
      return InetAddress.ofLiteral(a).equals(InetAddress.ofLiteral(b));
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities.map(X509ExtendedTrustManager::getAcceptedIssuers).orElse(NO_ISSUERS);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this is a server");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }
}
