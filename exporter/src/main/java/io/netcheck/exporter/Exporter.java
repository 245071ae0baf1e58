// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter;

import io.netcheck.daemon.BuildInfo;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.ProcessRegistry;
import io.netcheck.daemon.StartException;
import io.netcheck.daemon.TaskScheduler;
import io.netcheck.daemon.http.HttpLimits;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.http.RouteAccess;
import io.netcheck.daemon.http.Routes;
import io.netcheck.daemon.web.HttpListeners;
import io.netcheck.exporter.assess.Assessor;
import io.netcheck.exporter.auth.AuthConfig;
import io.netcheck.exporter.auth.HeartbeatAuth;
import io.netcheck.exporter.auth.RefusalLog;
import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClientRegistry;
import io.netcheck.exporter.client.ExpectedClients;
import io.netcheck.exporter.fault.ObserverShares;
import io.netcheck.exporter.http.HeartbeatHandler;
import io.netcheck.exporter.http.LandingPage;
import io.netcheck.exporter.mesh.LossWindow;
import io.netcheck.exporter.mesh.ZoneRtt;
import io.netcheck.exporter.metrics.ClientMetrics;
import io.netcheck.exporter.metrics.HeartbeatMetrics;
import io.netcheck.exporter.metrics.MeshMetrics;
import io.netcheck.exporter.metrics.SeriesBudget;
import io.netcheck.exporter.metrics.StoreMetrics;
import io.netcheck.exporter.report.ReportBuilder;
import io.netcheck.exporter.report.ReportHandler;
import io.netcheck.exporter.report.ReportPrinter;
import io.netcheck.exporter.store.Store;
import io.netcheck.exporter.store.StoreParts;
import io.netcheck.exporter.topology.LiveTopology;
import io.netcheck.exporter.topology.PeerMembership;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatJson;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.PlaneResults;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One exporter at work: takes heartbeats, counts clients, hands out peers, serves what it knows.
 */
public final class Exporter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Exporter.class);
  private static final Duration TICK_PAUSE = Duration.ofSeconds(1);

  private final ClientRegistry clients;
  private final PeerMembership membership = new PeerMembership();
  private final ClusterSource cluster;
  private final HeartbeatAuth auth;
  private final LossWindow loss;
  private final ZoneRtt zoneRtt;
  private final Assessor assessor;
  private final ReportPrinter printer;
  private final HttpListeners listeners;
  private final TaskScheduler ticker = new TaskScheduler("ticker");
  private final Runnable tick;
  private final Store store;

  /**
   * Starts it.
   *
   * @throws io.netcheck.daemon.StartException if its address cannot be had
   */
  public Exporter(ExporterConfig config, ExporterParts parts, ProcessClock clock) {
    BuildInfo build = BuildInfo.current();
    ProcessRegistry telemetry = new ProcessRegistry(build);

    StoreParts stored = parts.store().create(clock);
    cluster = parts.cluster();
    cluster.register(telemetry.registry());
    clients =
        new ClientRegistry(
            config.registry(),
            clock,
            membership,
            new LiveTopology(membership, config.peerLimit(), clock),
            this::heard,
            cluster,
            stored.journal());
    auth = new HeartbeatAuth(config.auth(), cluster, config.registry().maxClients(), clock);
    loss = new LossWindow(clock);
    zoneRtt = new ZoneRtt(telemetry.registry());
    SeriesBudget budget = new SeriesBudget(config.seriesLimit());
    HeartbeatMetrics heartbeats =
        new HeartbeatMetrics(
            clients,
            budget,
            Stream.of(HeartbeatHandler.CODES, parts.external().rejectionReasons())
                .flatMap(List::stream)
                .toList());
    ExternalClients external =
        parts
            .external()
            .create(
                new ExternalClients.Context(
                    config.registry(),
                    clock,
                    heartbeats::taken,
                    heartbeats::rejected,
                    cluster,
                    clients::snapshot));
    // Before anybody looks at them: the first answer has the clients that others know.
    store = stored.opener().apply(clients);
    Supplier<List<Client>> everybody = () -> external.with(clients.snapshot());
    assessor =
        new Assessor(
            everybody, node -> cluster.get().isGone(node), loss, new ObserverShares(), clock);
    ExpectedClients expected = config.expectedClients().with(cluster);
    ReportBuilder reports =
        new ReportBuilder(build.version(), config.cluster(), expected, cluster::problems);

    telemetry.registry().register(new ClientMetrics(everybody, expected, budget));
    telemetry.registry().register(new MeshMetrics(assessor::latest, budget));
    telemetry.registry().register(heartbeats);
    telemetry.registry().register(auth.metrics());
    stored.status().map(StoreMetrics::new).ifPresent(telemetry.registry()::register);
    external.metrics(budget).ifPresent(telemetry.registry()::register);

    Response ok = Response.text("ok\n");
    Routes routes =
        new Routes()
            .get("/", new LandingPage(build, config.serving().metricsPort().isEmpty()))
            .probes(_ -> ok, _ -> ok)
            .get("/report", new ReportHandler(assessor, reports, external::sections))
            .post(
                HeartbeatHandler.PATH,
                "application/json",
                HeartbeatJson.MAX_BYTES,
                new HeartbeatHandler(clients, auth, new RefusalLog(clock)),
                refused -> heartbeats.rejected(refused.code()));
    if (!(config.auth() instanceof AuthConfig.None)) {
      routes.access(HeartbeatHandler.PATH, RouteAccess.OWN);
    }
    external.addTo(routes);
    try {
      listeners =
          new HttpListeners(
              config.serving(),
              List.of(config.listen()),
              HttpLimits.DEFAULT,
              routes,
              telemetry.registry(),
              clock);
    } catch (StartException e) {
      auth.close();
      store.close();
      assessor.close();
      throw e;
    }
    printer =
        new ReportPrinter(
            assessor, reports, external::sections, config.reportInterval(), System.out);
    GarbageWatch garbage = GarbageWatch.ofThisProcess();
    tick =
        () -> {
          cluster.expect(clients::formerNodes);
          clients.tick();
          external.tick();
          garbage.look();
        };
    ticker.repeat(TICK_PAUSE, tick);
    LOG.info(
        "exporter started version={} address={} port={} tls={}",
        build,
        config.listen().getAddress().getHostAddress(),
        address().getPort(),
        listeners.areEncrypted());
    try {
      cluster.follow(this::clusterChanged);
    } catch (StartException e) {
      close();
      throw e;
    }
  }

  /** A deleted node is out of everything before anybody can ask. */
  private void clusterChanged() {
    ticker.runAfter(Duration.ZERO, tick);
    assessor.poke();
  }

  private void heard(Heartbeat heartbeat) {
    loss.record(heartbeat);
    zoneRtt.record(heartbeat, node -> membership.zone(heartbeat.client().kind(), node));
    if (heartbeat.goodbye() || heartbeat.planes().stream().anyMatch(Exporter::hasNews)) {
      assessor.poke();
    }
  }

  /** What is up was up: only the rest is worth an assessment before its time. */
  private static boolean hasNews(PlaneResults plane) {
    return isAnyNotUp(plane.up())
        || plane.probes().values().stream().anyMatch(column -> isAnyNotUp(column.up()));
  }

  private static boolean isAnyNotUp(int[] states) {
    return Arrays.stream(states).anyMatch(up -> up != LinkState.UP.code());
  }

  /** Where it serves. */
  public InetSocketAddress address() {
    return listeners.addresses().getFirst();
  }

  /** Where it serves its metrics, if that is a place of their own. */
  public Optional<InetSocketAddress> metricsAddress() {
    return listeners.metricsAddresses().stream().findFirst();
  }

  @Override
  public void close() {
    cluster.close();
    ticker.close();
    printer.close();
    listeners.close();
    auth.close();
    store.close();
    assessor.close();
    LOG.info("exporter ended clients={}", clients.size());
  }
}
