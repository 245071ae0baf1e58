// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.StartException;
import io.netcheck.daemon.TokenBucket;
import io.netcheck.daemon.files.ReadFiles;
import io.netcheck.daemon.files.ReloadedValue;
import io.netcheck.daemon.http.CrossOriginProtection;
import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.HttpGate;
import io.netcheck.daemon.http.RequestHead;
import io.netcheck.daemon.http.RouteAccess;
import io.netcheck.daemon.tls.ReloadableContext;
import io.netcheck.daemon.tls.ServerTls;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gate that a web configuration file and a token file put before all listeners of a process:
 * TLS, rate limit, passwords and tokens.
 */
final class WebFront implements HttpGate {
  private static final Logger LOG = LoggerFactory.getLogger(WebFront.class);

  private final CrossOriginProtection browsers;
  private final ProcessClock clock;
  private final ReloadedValue<WebConfig> config;
  private final Optional<SSLContext> tls;
  private final PasswordChecker passwords = new PasswordChecker();
  private final WebMetrics metrics;
  private @Nullable TokenBucket bucket;

  /**
   * @param file the web configuration
   * @param tokenFile the tokens; one of both files is given
   * @throws StartException if a file, or a file that it names, is wrong
   */
  WebFront(
      Optional<Path> file,
      Optional<Path> tokenFile,
      CrossOriginProtection browsers,
      ProcessClock clock,
      PrometheusRegistry registry) {
    this.browsers = browsers;
    this.clock = clock;
    String name = file.or(() -> tokenFile).orElseThrow().toString();
    try {
      WebConfig first = WebConfig.read(file, tokenFile, new ReadFiles());
      boolean encrypted = first.tls().isPresent();
      config =
          new ReloadedValue<>(
              name,
              clock,
              files -> {
                WebConfig read = WebConfig.read(file, tokenFile, files);
                if (read.tls().isPresent() != encrypted) {
                  throw new IllegalArgumentException(
                      "TLS is not switched on or off without a restart");
                }
                return read;
              });
    } catch (IllegalArgumentException e) {
      throw new StartException(name + ": " + e.getMessage(), e);
    }
    tls =
        config
            .current()
            .tls()
            .map(_ -> new ReloadableContext(() -> config.current().tls().orElseThrow()));
    metrics = new WebMetrics(config::made, registry);
  }

  @Override
  public Optional<SSLContext> tls() {
    return tls;
  }

  @Override
  public Map<String, String> headers() {
    return config.current().headers();
  }

  @Override
  public Optional<List<X509Certificate>> admitAtOnce(
      RequestHead head, Optional<SSLSession> session, RouteAccess access) throws HttpError {
    WebConfig now = config.current();
    if (!needsUser(access, now, head)) {
      return Optional.of(admit(now, head, session, access, true));
    }
    Optional<Boolean> user = passwords.matchAtOnce(now.users(), head.authorization());
    return user.isEmpty()
        ? Optional.empty()
        : Optional.of(admit(now, head, session, access, user.get()));
  }

  @Override
  public List<X509Certificate> admit(
      RequestHead head, Optional<SSLSession> session, RouteAccess access)
      throws HttpError, InterruptedException {
    WebConfig now = config.current();
    List<X509Certificate> proven = admit(now, head, session, access, true);
    if (needsUser(access, now, head)) {
      try {
        requireUser(now, passwords.match(now.users(), head.authorization(), head.client()));
      } catch (HttpError e) {
        note(e.code(), head);
        throw e;
      }
    }
    return proven;
  }

  /** Whether it depends on user and password, because there is no token that admits the request. */
  private static boolean needsUser(RouteAccess access, WebConfig now, RequestHead head) {
    return access == RouteAccess.GUARDED
        && now.needsCredential()
        && !now.hasToken(head.authorization());
  }

  /**
   * @param user whether the user is right, as far as that is known
   */
  private List<X509Certificate> admit(
      WebConfig now,
      RequestHead head,
      Optional<SSLSession> session,
      RouteAccess access,
      boolean user)
      throws HttpError {
    try {
      List<X509Certificate> proven = proven(session, now.tls());
      if (access != RouteAccess.PROBE) {
        browsers.check(head, tls.isEmpty() && !now.needsCredential());
        checkRate(now.rate());
      }
      requireUser(now, user);
      return proven;
    } catch (HttpError e) {
      note(e.code(), head);
      throw e;
    }
  }

  private void note(ErrorCode code, RequestHead head) {
    metrics.refused(code);
    if (code == ErrorCode.UNAUTHORIZED || code == ErrorCode.CERTIFICATE_NOT_ACCEPTED) {
      LOG.warn(
          "request refused event=auth reason={} address={} path=\"{}\"",
          code.label(),
          head.client().getHostAddress(),
          head.path());
    }
  }

  private static List<X509Certificate> proven(
      Optional<SSLSession> session, Optional<ServerTls> configured) throws HttpError {
    if (configured.isEmpty() || session.isEmpty()) {
      return List.of();
    }
    try {
      return configured.get().proven(session.get());
    } catch (ServerTls.NotAcceptedException e) {
      // The connection is older than the configuration. A new connection would be refused.
      throw new HttpError(
          ErrorCode.CERTIFICATE_NOT_ACCEPTED,
          String.valueOf(e.getMessage()),
          "",
          Map.of("Connection", "close"));
    }
  }

  private void checkRate(Optional<TokenBucket.Rate> rate) throws HttpError {
    if (rate.isPresent() && !isWithin(rate.get())) {
      throw new HttpError(ErrorCode.RATE_LIMITED, "too many requests; try again");
    }
  }

  private synchronized boolean isWithin(TokenBucket.Rate rate) {
    long now = clock.nanoTime();
    if (bucket == null || !bucket.rate().equals(rate)) {
      bucket = new TokenBucket(rate, now);
    }
    return bucket.take(now);
  }

  private static void requireUser(WebConfig now, boolean isRight) throws HttpError {
    if (!isRight) {
      throw new HttpError(
          ErrorCode.UNAUTHORIZED, now.expected(), "", Map.of("WWW-Authenticate", now.challenge()));
    }
  }
}
