// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;

/** The server's side of TLS, as one configuration wants it. */
public final class ServerTls {
  private static final String REJECT_RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";

  /** On an open connection, a client certificate is checked again after this time. */
  private static final Duration RECHECK_AFTER = Duration.ofMinutes(1);

  private static final int MOST_REMEMBERED = 10_000;

  static {
    // A client could make the server sign again and again on one connection (CVE-2011-1473). TLS
    // 1.3 has no renegotiation, and no client here needs that of TLS 1.2. Java reads the property
    // when the first handshake of a server begins.
    if (System.getProperty(REJECT_RENEGOTIATION) == null) {
      System.setProperty(REJECT_RENEGOTIATION, "true");
    }
  }

  private final Options options;
  private final SSLContext context;
  private final SSLParameters parameters;
  private final ClientTrust trust;

  /** When each valid certificate was last checked, in nanoseconds. */
  private final Map<X509Certificate, Long> good =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<X509Certificate, Long> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  /**
   * What one configuration wants.
   *
   * @param authorities from which clients' certificates have to come, where that is verified
   * @param allowedNames one of which a client's certificate has to have; empty for any
   * @param protocols as Java calls them
   * @param cipherSuites of TLS 1.2; those of TLS 1.3 are always there. Empty for Java's own choice
   * @param ownOrder whether this side's preference counts and not the client's
   * @param groups for the key exchange, in order, as Java calls them; empty for Java's own choice
   */
  public record Options(
      CertificateIdentity identity,
      ClientAuth clientAuth,
      Optional<CertificateAuthorities> authorities,
      Set<String> allowedNames,
      List<String> protocols,
      List<String> cipherSuites,
      boolean ownOrder,
      List<String> groups) {
    public Options {
      allowedNames = Set.copyOf(allowedNames);
      protocols = List.copyOf(protocols);
      cipherSuites = List.copyOf(cipherSuites);
      groups = List.copyOf(groups);
    }
  }

  /**
   * The client certificate is not acceptable to the current configuration, or a required one is
   * missing.
   */
  public static final class NotAcceptedException extends Exception {
    private static final long serialVersionUID = 1L;

    NotAcceptedException(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * @throws IllegalArgumentException if this Java cannot do what is wanted
   */
  public ServerTls(Options options) {
    this.options = options;
    try {
      trust =
          new ClientTrust(
              options.authorities().isPresent()
                  ? Optional.of(options.authorities().get().trustManager())
                  : Optional.empty(),
              options.allowedNames());
      context = SSLContext.getInstance("TLS");
      context.init(options.identity().keyManagers(), new TrustManager[] {trust}, null);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("this Java cannot use it: " + e.getMessage(), e);
    }
    parameters = parameters(options, context.getDefaultSSLParameters());
  }

  private static SSLParameters parameters(Options options, SSLParameters parameters) {
    parameters.setProtocols(options.protocols().toArray(String[]::new));
    if (options.clientAuth().isRequired()) {
      parameters.setNeedClientAuth(true);
    } else if (options.clientAuth().isAsked()) {
      parameters.setWantClientAuth(true);
    }
    if (!options.cipherSuites().isEmpty()) {
      List<String> usable = Arrays.asList(parameters.getCipherSuites());
      List<String> chosen = options.cipherSuites().stream().filter(usable::contains).toList();
      if (chosen.isEmpty() && !options.protocols().contains("TLSv1.3")) {
        throw new IllegalArgumentException(
            "cipher_suites has none that this Java uses, and TLS 1.3 is not allowed");
      }
      parameters.setCipherSuites(
          Stream.concat(usable.stream().filter(ServerTls::isOfTls13), chosen.stream())
              .distinct()
              .toArray(String[]::new));
    }
    parameters.setUseCipherSuitesOrder(options.ownOrder());
    if (!options.groups().isEmpty()) {
      parameters.setNamedGroups(options.groups().toArray(String[]::new));
    }
    return parameters;
  }

  /** Suites of TLS 1.3 name no key exchange (RFC 8446, appendix B.4). */
  private static boolean isOfTls13(String suite) {
    return !suite.contains("_WITH_");
  }

  SSLContext context() {
    return context;
  }

  SSLEngine engine(String host, int port) {
    SSLEngine engine = context.createSSLEngine(host, port);
    engine.setUseClientMode(false);
    engine.setSSLParameters(parameters);
    return engine;
  }

  /** When the server certificate expires. */
  public Instant expiry() {
    return options.identity().chain().getFirst().getNotAfter().toInstant();
  }

  /** What is asked of clients' certificates. */
  public ClientAuth clientAuth() {
    return options.clientAuth();
  }

  /**
   * The verified certificates of the client of {@code session}, its own first; empty if the client
   * sent none or the configuration does not verify them. The session can be older than this
   * configuration, and the certificate can have expired since then. The certificate is therefore
   * checked again here, at most once a minute.
   *
   * @throws NotAcceptedException if this configuration would refuse the client
   */
  public List<X509Certificate> proven(SSLSession session) throws NotAcceptedException {
    if (!options.clientAuth().isAsked()) {
      return List.of();
    }
    List<X509Certificate> shown = shown(session);
    if (shown.isEmpty()) {
      if (options.clientAuth().isRequired()) {
        throw new NotAcceptedException("a client certificate is expected");
      }
      return List.of();
    }
    if (!isGood(shown)) {
      throw new NotAcceptedException("the client certificate is not accepted");
    }
    return options.clientAuth().isVerified() ? shown : List.of();
  }

  private static List<X509Certificate> shown(SSLSession session) {
    try {
      return Arrays.stream(session.getPeerCertificates()).map(X509Certificate.class::cast).toList();
    } catch (SSLPeerUnverifiedException _) {
      return List.of();
    }
  }

  private boolean isGood(List<X509Certificate> chain) {
    X509Certificate own = chain.getFirst();
    long now = System.nanoTime();
    synchronized (good) {
      Long then = good.get(own);
      if (then != null && now - then < RECHECK_AFTER.toNanos()) {
        return true;
      }
    }
    try {
      trust.checkClientTrusted(
          chain.toArray(X509Certificate[]::new), own.getPublicKey().getAlgorithm());
    } catch (CertificateException _) {
      synchronized (good) {
        good.remove(own);
      }
      return false;
    }
    synchronized (good) {
      good.put(own, now);
    }
    return true;
  }
}
