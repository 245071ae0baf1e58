// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.auth;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.http.Request;
import io.prometheus.metrics.model.registry.MultiCollector;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The authenticator that the configuration asks for, with its metrics. */
public final class HeartbeatAuth implements Authenticator {
  private static final Logger LOG = LoggerFactory.getLogger(HeartbeatAuth.class);

  /** A token is replaced well before it expires, and the one before it may still be in use. */
  private static final int TOKENS_EACH = 2;

  private final Authenticator chosen;
  private final MultiCollector metrics;

  /**
   * @param reviewer asked in mode {@code kubernetes} only
   * @param agents how many there are at most
   * @throws io.netcheck.daemon.StartException if the mode cannot work
   */
  public HeartbeatAuth(AuthConfig config, TokenReviewer reviewer, int agents, ProcessClock clock) {
    Optional<ReviewStatus> reviews =
        config instanceof AuthConfig.Kubernetes
            ? Optional.of(new ReviewStatus())
            : Optional.empty();
    chosen =
        switch (config) {
          case AuthConfig.None _ -> new NoAuthentication();
          case AuthConfig.Token token -> new SharedTokenAuth(token.file(), clock);
          case AuthConfig.Certificate _ -> new CertificateAuth(clock);
          case AuthConfig.Kubernetes kubernetes ->
              new ReviewedTokenAuth(
                  reviewer, kubernetes.grace(), TOKENS_EACH * agents, reviews.orElseThrow(), clock);
        };
    metrics = new AuthMetrics(config.mode(), reviews);
    if (config instanceof AuthConfig.None) {
      LOG.warn(
          "heartbeats are not authenticated: whoever reaches this port may speak for any node"
              + " hint=NETCHECK_AUTH");
    } else {
      LOG.info("heartbeats are authenticated mode={}", config.mode());
    }
  }

  @Override
  public AuthenticatedCaller identify(Request request) {
    return chosen.identify(request);
  }

  public MultiCollector metrics() {
    return metrics;
  }

  @Override
  public void close() {
    chosen.close();
  }
}
