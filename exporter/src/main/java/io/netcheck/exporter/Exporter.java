// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter;

import io.netcheck.daemon.BuildInfo;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.Telemetry;
import io.netcheck.daemon.http.HttpListener;
import io.netcheck.daemon.http.Limits;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.http.Routes;
import io.netcheck.exporter.client.ClientRegistry;
import io.netcheck.exporter.http.HeartbeatHandler;
import io.netcheck.exporter.http.LandingPage;
import io.netcheck.exporter.metrics.ClientMetrics;
import io.netcheck.exporter.metrics.HeartbeatMetrics;
import io.netcheck.exporter.metrics.SeriesBudget;
import io.netcheck.exporter.topology.LiveTopology;
import io.netcheck.exporter.topology.Membership;
import io.netcheck.protocol.HeartbeatJson;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One exporter at work: takes heartbeats, counts clients, hands out peers, serves what it knows.
 */
public final class Exporter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Exporter.class);

  private final ClientRegistry clients;
  private final HttpListener listener;
  private final Ticker ticker;

  /**
   * Starts it.
   *
   * @throws io.netcheck.daemon.StartException if its address cannot be had
   */
  public Exporter(ExporterConfig config, ProcessClock clock) {
    BuildInfo build = BuildInfo.current();
    Membership membership = new Membership();
    clients =
        new ClientRegistry(
            config.registry(),
            clock,
            membership,
            new LiveTopology(membership, config.peerLimit(), clock));

    Telemetry telemetry = new Telemetry(build);
    SeriesBudget budget = new SeriesBudget(config.seriesLimit());
    HeartbeatMetrics heartbeats = new HeartbeatMetrics(clients, budget, HeartbeatHandler.CODES);
    telemetry.registry().register(new ClientMetrics(clients, config.expectedClients(), budget));
    telemetry.registry().register(heartbeats);

    Response ok = Response.text("ok\n");
    listener =
        HttpListener.open(
            config.listen(),
            Limits.DEFAULT,
            new Routes()
                .get("/", new LandingPage(build))
                .get("/-/healthy", _ -> ok)
                .get("/-/ready", _ -> ok)
                .raw("/metrics", new MetricsHandler(telemetry.registry()))
                .post(
                    HeartbeatHandler.PATH,
                    "application/json",
                    HeartbeatJson.MAX_BYTES,
                    new HeartbeatHandler(clients),
                    refused -> heartbeats.rejected(refused.code())));
    ticker = new Ticker(clients::tick);
    LOG.info("exporter started version={} address={}", build.version(), address());
  }

  /** Where it serves. */
  public InetSocketAddress address() {
    return listener.address();
  }

  @Override
  public void close() {
    ticker.close();
    listener.close();
    LOG.info("exporter ended clients={}", clients.size());
  }
}
