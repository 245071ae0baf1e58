// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.StartException;
import io.netcheck.daemon.http.HttpGate;
import io.netcheck.daemon.http.HttpLimits;
import io.netcheck.daemon.http.HttpListener;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.http.Routes;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All HTTP listeners of a process: its routes on its addresses, and the metrics either there or on
 * a separate port. One web configuration applies to all of them.
 */
public final class HttpListeners implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpListeners.class);

  private static final Response METRICS_PAGE =
      Response.html(
          """
          <!DOCTYPE html>
          <html lang="en">
          <head><meta charset="utf-8"><title>Netcheck metrics</title></head>
          <body>
          <h1>Netcheck metrics</h1>
          <ul>
          <li><a href="/metrics">/metrics</a></li>
          <li><a href="/-/healthy">/-/healthy</a></li>
          <li><a href="/-/ready">/-/ready</a></li>
          </ul>
          </body>
          </html>
          """);

  private final HttpGate front;
  private final MetricsPage page;
  private final List<HttpListener> main = new ArrayList<>();
  private final List<HttpListener> metrics = new ArrayList<>();

  /**
   * Binds all listeners and starts to serve.
   *
   * @param server opens the listeners
   * @param routes those of the process, without the metrics
   * @param registry the metrics to serve; the web configuration adds its own
   * @throws StartException if an address cannot be bound, or the web configuration is wrong
   */
  public HttpListeners(
      HttpListener.Server server,
      ServingConfig serving,
      List<InetSocketAddress> addresses,
      HttpLimits limits,
      Routes routes,
      PrometheusRegistry registry,
      ProcessClock clock) {
    front = serving.front(clock, registry);
    page = new MetricsPage(registry, clock);
    try {
      if (serving.metricsPort().isEmpty()) {
        routes.get("/metrics", page);
      }
      for (InetSocketAddress address : addresses) {
        main.add(server.open(address, limits, routes, front));
      }
      if (serving.metricsPort().isPresent()) {
        Routes only = routes.probesOnly().get("/", _ -> METRICS_PAGE).get("/metrics", page);
        for (InetAddress address : metricsAddresses(serving, addresses)) {
          metrics.add(
              server.open(
                  new InetSocketAddress(address, serving.metricsPort().get()),
                  limits,
                  only,
                  front));
        }
        LOG.info("metrics are served on a separate port addresses={}", metricsAddresses());
      }
    } catch (StartException e) {
      close();
      throw e;
    }
  }

  private static Set<InetAddress> metricsAddresses(
      ServingConfig serving, List<InetSocketAddress> addresses) {
    Set<InetAddress> wanted = new LinkedHashSet<>();
    serving
        .metricsAddress()
        .ifPresentOrElse(
            wanted::add, () -> addresses.forEach(address -> wanted.add(address.getAddress())));
    return wanted;
  }

  /** The addresses of the routes. */
  public List<InetSocketAddress> addresses() {
    return main.stream().map(HttpListener::address).toList();
  }

  /**
   * The addresses of the separate listeners for metrics; empty if the routes include the metrics.
   */
  public List<InetSocketAddress> metricsAddresses() {
    return metrics.stream().map(HttpListener::address).toList();
  }

  /** Whether the listeners use TLS. */
  public boolean areEncrypted() {
    return front.tls().isPresent();
  }

  @Override
  public void close() {
    main.forEach(HttpListener::close);
    metrics.forEach(HttpListener::close);
    page.close();
  }
}
