// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;

/**
 * What a request passes before it reaches a route: TLS and access control. Called from many threads
 * at once.
 */
public interface HttpGate {
  /**
   * The TLS of its connections; empty for plain HTTP. Engines of the context are complete: they
   * have the configuration of the moment, and their parameters must not be changed.
   */
  Optional<SSLContext> tls();

  /** The headers that every response gets. */
  Map<String, String> headers();

  /**
   * Admits a request if that can be decided within microseconds.
   *
   * @param session of the connection; empty for plain HTTP
   * @return the certificates that the client proved by TLS, its own first; empty if the decision
   *     takes longer, so that {@link #admit} has to make it
   * @throws HttpError to refuse the request
   */
  Optional<List<X509Certificate>> admitAtOnce(
      RequestHead head, Optional<SSLSession> session, RouteAccess access) throws HttpError;

  /**
   * Admits a request. May take seconds, because checking a password is slow on purpose.
   *
   * @param session of the connection; empty for plain HTTP
   * @return the certificates that the client proved by TLS, its own first
   * @throws HttpError to refuse the request
   */
  List<X509Certificate> admit(RequestHead head, Optional<SSLSession> session, RouteAccess access)
      throws HttpError, InterruptedException;
}
