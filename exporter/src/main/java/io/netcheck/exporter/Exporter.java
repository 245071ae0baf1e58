// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter;

import io.netcheck.auth.AuthConfig;
import io.netcheck.auth.FirstUseLog;
import io.netcheck.auth.HeartbeatAuth;
import io.netcheck.daemon.BuildInfo;
import io.netcheck.daemon.GarbageCollectionTrigger;
import io.netcheck.daemon.Lifetime;
import io.netcheck.daemon.LoopWatch;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.ProcessRegistry;
import io.netcheck.daemon.TaskScheduler;
import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HealthResponse;
import io.netcheck.daemon.http.HttpLimits;
import io.netcheck.daemon.http.RequestHandler;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.http.RouteAccess;
import io.netcheck.daemon.http.Routes;
import io.netcheck.daemon.web.HttpListeners;
import io.netcheck.exporter.assess.Assessment;
import io.netcheck.exporter.assess.AssessmentInput;
import io.netcheck.exporter.assess.AssessmentSequence;
import io.netcheck.exporter.assess.Assessor;
import io.netcheck.exporter.check.CheckApi;
import io.netcheck.exporter.check.FaultTraces;
import io.netcheck.exporter.check.OrderBook;
import io.netcheck.exporter.client.ClientRegistry;
import io.netcheck.exporter.client.ClusterInventory;
import io.netcheck.exporter.client.ResultListener;
import io.netcheck.exporter.clusters.ClustersApi;
import io.netcheck.exporter.history.History;
import io.netcheck.exporter.history.HistoryHandler;
import io.netcheck.exporter.history.HistoryKeeper;
import io.netcheck.exporter.http.HeartbeatHandler;
import io.netcheck.exporter.live.LiveEvents;
import io.netcheck.exporter.live.StateMoments;
import io.netcheck.exporter.load.LoadWatch;
import io.netcheck.exporter.mesh.LossWindow;
import io.netcheck.exporter.mesh.ZoneRtt;
import io.netcheck.exporter.metrics.AssessmentMetrics;
import io.netcheck.exporter.metrics.HeartbeatMetrics;
import io.netcheck.exporter.metrics.HistoryMetrics;
import io.netcheck.exporter.metrics.OrderMetrics;
import io.netcheck.exporter.metrics.SeriesBudget;
import io.netcheck.exporter.metrics.StoreMetrics;
import io.netcheck.exporter.metrics.SweepMetrics;
import io.netcheck.exporter.observe.MoreObservers;
import io.netcheck.exporter.report.CompletenessHandler;
import io.netcheck.exporter.report.RecentRejections;
import io.netcheck.exporter.report.ReportBuilder;
import io.netcheck.exporter.report.ReportHandler;
import io.netcheck.exporter.report.ReportPrinter;
import io.netcheck.exporter.state.MatrixHandler;
import io.netcheck.exporter.state.PastReport;
import io.netcheck.exporter.state.PastStates;
import io.netcheck.exporter.state.StateHandler;
import io.netcheck.exporter.state.StateSource;
import io.netcheck.exporter.store.StoreParts;
import io.netcheck.exporter.sweep.SweepDesk;
import io.netcheck.exporter.sweep.SweepWatch;
import io.netcheck.exporter.topology.LiveTopology;
import io.netcheck.exporter.topology.PeerMembership;
import io.netcheck.exporter.topology.TemporaryPeers;
import io.netcheck.exporter.topology.Topology;
import io.netcheck.exporter.topology.WidenedTopology;
import io.netcheck.netty.NettyServer;
import io.netcheck.page.Page;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatJson;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running exporter: takes heartbeats, gives agents their peers, assesses the cluster, and
 * serves the report and the metrics.
 */
public final class Exporter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Exporter.class);

  /** In bytes. Less is not worth a collection. */
  private static final long LEAST_GARBAGE = 8L * 1024 * 1024;

  /** Besides one for each client: of scrapers, browsers, probes and clients that reconnect. */
  private static final int OTHER_CONNECTIONS = 1_024;

  private static final Response ENDING = Response.text("shutting down\n").withStatus(503);

  private static final Duration TICK_PAUSE = Duration.ofSeconds(1);
  private static final Duration STATE_REST = Duration.ofMinutes(1);

  private final Lifetime lifetime = new Lifetime();
  private final PeerMembership membership = new PeerMembership();
  private final ClientRegistry clients;
  private final LossWindow loss;
  private final ZoneRtt zoneRtt;

  /** Null until the store has restored the clients, because no assessment is made before. */
  private volatile @Nullable Assessor assessor;

  private final HttpListeners listeners;
  private final NettyServer server;
  private final Duration shutdownDelay;
  private volatile boolean ending;

  /**
   * Starts the exporter. If that fails, closes what was opened.
   *
   * @throws io.netcheck.daemon.StartException if it cannot listen on its address
   */
  public Exporter(ExporterConfig config, ExporterParts parts, ProcessClock clock) {
    shutdownDelay = config.shutdownDelay();
    try {
      BuildInfo build = BuildInfo.current();
      LoopWatch watch = new LoopWatch(clock);
      String instance = StateSource.newInstance();
      PrometheusRegistry telemetry = new ProcessRegistry(build).registry();
      SeriesBudget budget = new SeriesBudget(config.seriesLimit());

      ClusterSource cluster = lifetime.own(parts.cluster());
      StoreParts stored = parts.store().create(clock);
      TemporaryPeers watched = new TemporaryPeers(SweepWatch.LIMITS, clock);
      TemporaryPeers widened = new TemporaryPeers(MoreObservers.LIMITS, clock);
      Topology usual = new LiveTopology(membership, config.peerLimit(), clock);
      Topology topology = new WidenedTopology(usual, List.of(watched, widened), membership::peer);
      SweepDesk sweep = new SweepDesk(membership, topology, config.sweep(), clock);
      SweepWatch sweepWatch = new SweepWatch(sweep, watched, clock);
      MoreObservers observers =
          new MoreObservers(usual, widened, sweep::hasSwept, config.peerLimit());
      clients =
          new ClientRegistry(
              config.registry(),
              clock,
              membership,
              topology,
              new HeartbeatObserver(),
              cluster,
              stored.journal());
      loss = new LossWindow(clock);
      zoneRtt = new ZoneRtt(telemetry);
      HeartbeatAuth auth =
          lifetime.own(
              new HeartbeatAuth(
                  config.auth(),
                  new AuthConfig.Services(cluster, config.registry().maxClients(), clock)));
      // A replaced agent has another credential.
      FirstUseLog firstUses =
          new FirstUseLog(config.auth().mode(), 2 * config.registry().maxClients());
      HeartbeatMetrics heartbeats =
          new HeartbeatMetrics(
              clients,
              budget,
              Stream.of(ErrorCode.heartbeatLabels(), parts.external().rejectionReasons())
                  .flatMap(List::stream)
                  .toList());
      ExternalClients external =
          lifetime.own(
              parts
                  .external()
                  .create(
                      new ExternalClients.Context(
                          config.registry(),
                          clock,
                          heartbeats::taken,
                          heartbeats::rejected,
                          cluster,
                          clients::snapshot)));
      // The store restores clients, so it opens before the first assessment.
      lifetime.own(stored.opener().apply(clients, external.records()));
      OrderBook orders = new OrderBook(clock);
      FaultTraces traces = new FaultTraces(orders, membership::peer, config.orders(), clock);
      Assessor started =
          lifetime.own(
              new Assessor(
                  () -> input(cluster, external, auth),
                  new AssessmentSequence(config.expectedClients(), loss, traces),
                  clock));
      started.watchedBy(watch);
      assessor = started;
      CheckApi checks =
          new CheckApi(orders, clients::snapshot, membership::peer, config.orders(), clock);
      server = lifetime.own(new NettyServer());
      LoadWatch load = new LoadWatch(clients, server::takeBusiestNanos, clock);
      RecentRejections rejections = new RecentRejections(heartbeats::rejected, clock);
      ReportBuilder reports =
          new ReportBuilder(
              build.version(),
              config.cluster(),
              () ->
                  Stream.of(
                          config.auth().warning().stream(),
                          load.warning().stream(),
                          rejections.warnings().stream())
                      .flatMap(warnings -> warnings)
                      .toList(),
              sweep::status);

      Optional<History> history =
          config.history().isOn()
              ? Optional.of(
                  new History(config.history(), instance, build.version(), config.cluster()))
              : Optional.empty();
      PastStates past = history.<PastStates>map(kept -> kept).orElse(PastStates.NONE);
      StateSource states =
          new StateSource(instance, started::latest, reports, () -> history.flatMap(History::from));
      history.ifPresent(
          kept -> lifetime.own(new HistoryKeeper(kept, stored.history().get(), clock)));

      cluster.register(telemetry);
      telemetry.register(new AssessmentMetrics(started::latest, budget));
      telemetry.register(heartbeats);
      telemetry.register(new OrderMetrics(orders, traces::pathChanges));
      telemetry.register(
          new SweepMetrics(
              sweep::status, Map.of("watched", watched::size, "widened", widened::size)));
      telemetry.register(auth.metrics());
      stored.status().map(StoreMetrics::new).ifPresent(telemetry::register);
      external.metrics(budget).ifPresent(telemetry::register);

      Response ok = Response.text("ok\n");
      Routes routes =
          new Routes()
              .probes(
                  RequestHandler.quick(_ -> HealthResponse.of(watch, ok)),
                  RequestHandler.quick(_ -> ending ? ENDING : HealthResponse.of(watch, ok)))
              .get(
                  "/report",
                  new ReportHandler(started, reports, external::sections, new PastReport(past)))
              .get(CompletenessHandler.PATH, new CompletenessHandler(started::latest))
              .access(CompletenessHandler.PATH, RouteAccess.PROBE)
              .get("/api/v2/state", new StateHandler(states, past))
              .get("/api/v2/matrix", new MatrixHandler(states, past))
              .postChosenBy(
                  HeartbeatHandler.PATH,
                  "application/json",
                  HeartbeatJson.MAX_BYTES,
                  new HeartbeatHandler(clients, auth, firstUses, orders, sweep),
                  refused -> heartbeats.rejected(refused.code().label()));
      if (config.auth().isRequired()) {
        routes.access(HeartbeatHandler.PATH, RouteAccess.OWN);
      }
      new Page(config.grafana()).addTo(routes);
      // Closed after the listeners, so that no stream begins, and before the server.
      LiveEvents live = lifetime.own(new LiveEvents(new StateMoments(states), clock));
      live.watchedBy(watch).addTo(routes);
      history.ifPresent(kept -> {
        routes.get("/api/v2/history", new HistoryHandler(kept, clock::instant));
        telemetry.register(new HistoryMetrics(kept));
      });
      checks.addTo(routes);
      lifetime.own(new ClustersApi(config.clusters(), clock)).addTo(routes);
      external.addTo(routes);
      telemetry.register(server.metrics());
      telemetry.register(load);
      listeners =
          lifetime.own(
              new HttpListeners(
                  server,
                  config.serving(),
                  List.of(config.listen()),
                  HttpLimits.DEFAULT.withConnections(
                      config.registry().maxClients() + OTHER_CONNECTIONS),
                  routes,
                  telemetry,
                  clock));
      lifetime.own(
          new ReportPrinter(
              started, reports, external::sections, config.reportInterval(), System.out));
      GarbageCollectionTrigger garbage = GarbageCollectionTrigger.ofThisProcess(LEAST_GARBAGE);
      TaskScheduler ticker = lifetime.own(new TaskScheduler("ticker").watchedBy(watch));
      Runnable tick =
          () -> {
            cluster.expect(clients::formerNodes);
            clients.tick();
            external.tick();
            rejections.look();
            orders.expire();
            Assessment latest = started.latest();
            sweepWatch.look(latest);
            observers.look(latest);
            cluster.publish(latest);
            history.ifPresent(kept -> kept.record(states.latest()));
            garbage.look();
          };
      ticker.repeat(TICK_PAUSE, tick);
      ticker.repeat(LoadWatch.INTERVAL, load::look);
      ticker.repeat(STATE_REST, states::rest);
      LOG.info(
          "exporter started version={} address={} port={} tls={}",
          build,
          config.listen().getAddress().getHostAddress(),
          address().getPort(),
          listeners.areEncrypted());
      // A deleted node disappears from all views at once, not at the next tick.
      cluster.follow(() -> {
        ticker.runAfter(Duration.ZERO, tick);
        started.poke();
      });
    } catch (RuntimeException e) {
      lifetime.close();
      throw e;
    }
  }

  private AssessmentInput input(
      ClusterSource cluster, ExternalClients external, HeartbeatAuth auth) {
    ClusterInventory known = cluster.get();
    Optional<List<String>> problems =
        cluster
            .problems()
            .map(all -> Stream.concat(all.stream(), auth.problem().stream()).toList());
    return new AssessmentInput(external.with(clients.snapshot(known)), known, problems);
  }

  /** Counts results, and requests an early assessment of what is new. */
  private final class HeartbeatObserver implements ResultListener {
    @Override
    public void heard(Heartbeat heartbeat) {
      loss.record(heartbeat);
      zoneRtt.record(heartbeat, node -> membership.zone(heartbeat.client().kind(), node));
      // Links that are up need no early assessment, because most are.
      if (!heartbeat.isEverythingUp()) {
        changed();
      }
    }

    @Override
    public void changed() {
      Assessor started = assessor;
      if (started != null) {
        started.poke();
      }
    }
  }

  /** The address on which it listens. */
  public InetSocketAddress address() {
    return listeners.addresses().getFirst();
  }

  /** The address of its metrics, if they have their own. */
  public Optional<InetSocketAddress> metricsAddress() {
    return listeners.metricsAddresses().stream().findFirst();
  }

  /**
   * Gives load balancers and clients time to go elsewhere: Kubernetes takes an exporter that ends
   * out of its Service while it tells it to end, not before.
   */
  private void drain() {
    if (shutdownDelay.isZero()) {
      return;
    }
    LOG.info("exporter ends soon delay_seconds={}", shutdownDelay.toMillis() / 1e3);
    ending = true;
    server.drain();
    try {
      Thread.sleep(shutdownDelay);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    drain();
    lifetime.close();
    LOG.info("exporter ended clients={}", clients.size());
  }
}
