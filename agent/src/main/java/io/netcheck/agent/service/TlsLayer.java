// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.FailureReason;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.Socket;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * TLS between a connection and what is said over it. The certificate must be for the configured
 * host, which is also sent as SNI (RFC 9110 §4.3.4, RFC 6066 §3).
 */
final class TlsLayer implements ConnectionLayer {
  /** The reasons that a check has because of TLS. */
  static final Set<FailureReason> REASONS = Set.of(FailureReason.TLS, FailureReason.EXPIRED);

  private final Supplier<TlsTrust> trust;
  private final String host;
  private final int port;
  private final String[] protocols;

  /**
   * @param trust asked for each connection
   * @param protocols the application protocols of which the server must choose one (RFC 7301); none
   *     if it does not matter
   */
  TlsLayer(Supplier<TlsTrust> trust, Service service, String... protocols) {
    this.trust = trust;
    // Names in certificates never end with a dot.
    this.host =
        service.host().endsWith(".")
            ? service.host().substring(0, service.host().length() - 1)
            : service.host();
    this.port = service.port();
    this.protocols = protocols.clone();
  }

  @Override
  public Socket over(DeadlineSocket connection, PhaseTimer timer) throws IOException {
    timer.enter(CheckPhase.TLS);
    TlsTrust trusted = trust.get();
    SSLSocket socket = (SSLSocket) trusted.factory().createSocket(connection, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setApplicationProtocols(protocols);
    socket.setSSLParameters(parameters);
    try {
      socket.startHandshake();
    } catch (SSLException e) {
      CertificateExpiry.ofRejected(e).ifPresent(timer::tlsNotAfter);
      throw CertificateExpiry.isCauseOf(e, timer.clock().instant()) ? expired() : e;
    }
    Optional<Instant> end =
        CertificateExpiry.of(socket.getSession().getPeerCertificates(), trusted.anchors());
    end.ifPresent(timer::tlsNotAfter);
    if (end.filter(timer.clock().instant()::isAfter).isPresent()) {
      // The JDK does not look at the dates of a certificate that is trusted itself; others do.
      throw expired();
    }
    if (protocols.length > 0
        && !Arrays.asList(protocols).contains(socket.getApplicationProtocol())) {
      throw new ProtocolException("the server does not speak " + String.join(" or ", protocols));
    }
    return socket;
  }

  private static FailedCheckException expired() {
    return new FailedCheckException(FailureReason.EXPIRED, "the certificate has expired");
  }
}
