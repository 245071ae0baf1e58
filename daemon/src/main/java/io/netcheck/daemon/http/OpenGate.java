// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;

/** The gate without a web configuration: plain HTTP without passwords, and no foreign pages. */
public record OpenGate(CrossOriginProtection browsers) implements HttpGate {
  @Override
  public Optional<SSLContext> tls() {
    return Optional.empty();
  }

  @Override
  public Map<String, String> headers() {
    return Map.of();
  }

  @Override
  public Optional<List<X509Certificate>> admitAtOnce(
      RequestHead head, Optional<SSLSession> session, RouteAccess access) throws HttpError {
    return Optional.of(admit(head, session, access));
  }

  @Override
  public List<X509Certificate> admit(
      RequestHead head, Optional<SSLSession> session, RouteAccess access) throws HttpError {
    if (access != RouteAccess.PROBE) {
      browsers.check(head, true);
    }
    return List.of();
  }
}
