// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

import io.netcheck.daemon.http.RequestHead;
import io.netcheck.daemon.metrics.MetricSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The authenticator of the configured mode, with its metrics. */
public final class HeartbeatAuth implements Authenticator {
  private static final Logger LOG = LoggerFactory.getLogger(HeartbeatAuth.class);

  private final Authenticator chosen;
  private final MetricSource metrics;

  /**
   * @throws io.netcheck.daemon.StartException if the mode cannot work
   */
  public HeartbeatAuth(AuthConfig config, AuthConfig.Services services) {
    chosen = config.authenticator(services);
    metrics = new AuthMetrics(config.mode(), chosen.reviews());
    if (config.isRequired()) {
      LOG.info("heartbeats are authenticated mode={}", config.mode());
    } else {
      LOG.warn(
          "heartbeats are not authenticated: every sender that reaches this port can speak for any"
              + " node mode={} hint=NETCHECK_AUTH",
          config.mode());
    }
  }

  @Override
  public AuthenticatedCaller identify(RequestHead head) {
    return chosen.identify(head);
  }

  @Override
  public Optional<AuthenticatedCaller> identifyAtOnce(RequestHead head) {
    return chosen.identifyAtOnce(head);
  }

  public MetricSource metrics() {
    return metrics;
  }

  /** Why tokens cannot be reviewed; empty if they can, or if there are none to review. */
  public Optional<String> problem() {
    return chosen.reviews().flatMap(ReviewStatus::problem);
  }

  @Override
  public void close() {
    chosen.close();
  }
}
