// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.StartException;
import io.netcheck.daemon.TokenBucket;
import io.netcheck.daemon.files.ReadFiles;
import io.netcheck.daemon.files.ReloadedValue;
import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.HttpGate;
import io.netcheck.daemon.http.RouteAccess;
import io.netcheck.daemon.tls.ReloadableContext;
import io.netcheck.daemon.tls.ServerTls;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The gate that a web configuration file puts before all listeners of a process: TLS, rate limit
 * and passwords.
 */
final class WebFront implements HttpGate {
  private final ProcessClock clock;
  private final ReloadedValue<WebConfig> config;
  private final boolean encrypted;
  private final PasswordChecker passwords = new PasswordChecker();
  private final WebMetrics metrics;
  private @Nullable TokenBucket bucket;

  /**
   * @throws StartException if the file, or a file that it names, is wrong
   */
  WebFront(Path file, ProcessClock clock, PrometheusRegistry registry) {
    this.clock = clock;
    try {
      WebConfig first = WebConfigFile.read(file, new ReadFiles());
      encrypted = first.tls().isPresent();
      config =
          new ReloadedValue<>(
              file.toString(),
              clock,
              files -> {
                WebConfig read = WebConfigFile.read(file, files);
                if (read.tls().isPresent() != encrypted) {
                  throw new IllegalArgumentException(
                      "TLS is not switched on or off without a restart");
                }
                return read;
              });
    } catch (IllegalArgumentException e) {
      throw new StartException(file + ": " + e.getMessage(), e);
    }
    metrics = new WebMetrics(config::made, registry);
  }

  @Override
  public HttpServer bind(InetSocketAddress address, int backlog) throws IOException {
    if (!encrypted) {
      return HttpServer.create(address, backlog);
    }
    HttpsServer server = HttpsServer.create(address, backlog);
    server.setHttpsConfigurator(
        new HttpsConfigurator(new ReloadableContext(() -> config.get().tls().orElseThrow())) {
          @Override
          public void configure(HttpsParameters parameters) {
            // The engines are configured already. Parameters set here would override that.
          }
        });
    return server;
  }

  @Override
  public boolean isEncrypted() {
    return encrypted;
  }

  @Override
  public List<X509Certificate> admit(HttpExchange exchange, RouteAccess access)
      throws HttpError, InterruptedException {
    WebConfig now = config.get();
    now.headers().forEach(exchange.getResponseHeaders()::set);
    try {
      List<X509Certificate> proven = proven(exchange, now.tls());
      if (access != RouteAccess.PROBE) {
        checkRate(now.rate());
      }
      if (access == RouteAccess.GUARDED && !now.users().isEmpty()) {
        checkUser(exchange, now.users());
      }
      return proven;
    } catch (HttpError e) {
      metrics.refused(e.code());
      throw e;
    }
  }

  private static List<X509Certificate> proven(HttpExchange exchange, Optional<ServerTls> tls)
      throws HttpError {
    if (tls.isEmpty() || !(exchange instanceof HttpsExchange https)) {
      return List.of();
    }
    try {
      return tls.get().proven(https.getSSLSession());
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

  private void checkUser(HttpExchange exchange, Map<String, BcryptHash> users)
      throws HttpError, InterruptedException {
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (authorization == null || !passwords.match(users, authorization)) {
      throw new HttpError(
          ErrorCode.UNAUTHORIZED,
          "a user and a password are expected",
          "",
          Map.of("WWW-Authenticate", "Basic realm=\"netcheck\", charset=\"UTF-8\""));
    }
  }

  @Override
  public void close() {
    passwords.close();
  }
}
