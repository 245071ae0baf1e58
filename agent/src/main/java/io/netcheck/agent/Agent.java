// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent;

import io.netcheck.agent.check.CheckRunner;
import io.netcheck.agent.check.CheckTasks;
import io.netcheck.agent.heartbeat.ExporterConnections;
import io.netcheck.agent.heartbeat.ExporterHeartbeats;
import io.netcheck.agent.heartbeat.ExporterNames;
import io.netcheck.agent.history.FlightRecorder;
import io.netcheck.agent.history.HistoryPage;
import io.netcheck.agent.kernel.KernelMetrics;
import io.netcheck.agent.kernel.KernelWatch;
import io.netcheck.agent.link.AnsweredLinks;
import io.netcheck.agent.link.CarriedPeers;
import io.netcheck.agent.link.Link;
import io.netcheck.agent.link.LinkMetrics;
import io.netcheck.agent.link.LinkPlan;
import io.netcheck.agent.link.LinkTable;
import io.netcheck.agent.link.LinkWatch;
import io.netcheck.agent.link.OutcomeTotals;
import io.netcheck.agent.link.ProbeRounds;
import io.netcheck.agent.peer.AllowedPeers;
import io.netcheck.agent.peer.ExporterPeers;
import io.netcheck.agent.peer.PeerFile;
import io.netcheck.agent.probe.AgentIdentity;
import io.netcheck.agent.probe.DeferredAccept;
import io.netcheck.agent.probe.EventLoop;
import io.netcheck.agent.probe.LargeAnswerLimits;
import io.netcheck.agent.probe.PathTracer;
import io.netcheck.agent.probe.TcpHelloAnswer;
import io.netcheck.agent.probe.UdpResponder;
import io.netcheck.agent.service.HostResolver;
import io.netcheck.agent.service.ServiceChecks;
import io.netcheck.agent.service.ServiceMetrics;
import io.netcheck.agent.sweep.SweepRunner;
import io.netcheck.agent.sweep.SweepTurns;
import io.netcheck.daemon.BuildInfo;
import io.netcheck.daemon.Lifetime;
import io.netcheck.daemon.LoopWatch;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.ProcessRegistry;
import io.netcheck.daemon.http.HttpLimits;
import io.netcheck.daemon.http.jdk.JdkHttpListener;
import io.netcheck.daemon.web.HttpListeners;
import io.netcheck.protocol.HeartbeatAnswer;
import io.netcheck.protocol.IntervalStretch;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.PeerList;
import io.netcheck.protocol.ProbeKind;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One agent. Probes from its own addresses from its construction until it is closed. */
public final class Agent implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

  /**
   * Enough for Prometheus and one user. Each connection can hold about 25 KB of a heap of 32 MB.
   */
  private static final HttpLimits LIMITS = new HttpLimits(Duration.ofSeconds(10), 256, 16);

  /** For the names of the exporters. */
  private static final Duration LOOKUP_DEADLINE = Duration.ofSeconds(5);

  private final Lifetime lifetime = new Lifetime();
  private final LinkTable table;
  private final FlightRecorder recorder;
  private final AllowedPeers allowed;
  private final CarriedPeers carried;
  private final UdpResponder responder;
  private final LargeAnswerLimits largeAnswers;
  private final Optional<PeerFile> peerFile;
  private final ExporterPeers peers;
  private final CheckRunner checks;
  private final Map<ProbeKind, String> leftOut;
  private final HttpListeners listeners;

  /**
   * Starts the agent.
   *
   * @throws io.netcheck.daemon.StartException if its port is not available
   */
  public Agent(AgentConfig config, ProcessClock clock) {
    try {
      BuildInfo build = BuildInfo.current();
      PrometheusRegistry registry = new ProcessRegistry(build).registry();

      LoopWatch watched = new LoopWatch(clock);
      EventLoop loop = lifetime.own(new EventLoop(clock));
      loop.watchedBy(watched);
      AgentIdentity identity = AgentIdentity.of(config.id());
      responder =
          lifetime.own(
              new UdpResponder(loop, config.own(), config.endpoint().port(), identity, clock));
      largeAnswers = new LargeAnswerLimits(clock);
      ConfiguredProbers probers = lifetime.own(new ConfiguredProbers(config, loop, clock));
      leftOut = probers.leftOut();
      LinkPlan plan =
          new LinkPlan(
              config.id().kind(),
              probers.families(),
              probers.byKind(),
              config.testPort(),
              config.serving().isEncrypted());

      recorder = new FlightRecorder(clock);
      AnsweredLinks answered = new AnsweredLinks();
      table = new LinkTable(plan, config.pace().downAfter(), answered);
      peerFile = config.peersFile().map(PeerFile::new);
      peers =
          new ExporterPeers(
              clock,
              config.heartbeatInterval(),
              peerFile.map(PeerFile::load).orElse(PeerList.NONE));
      allowed = new AllowedPeers(config.allowed());
      carried =
          new CarriedPeers(
              plan, config.id(), config.pace().interval(), Runtime.getRuntime().maxMemory());
      probe(peers.peers());

      OutcomeTotals totals =
          new OutcomeTotals(registry, plan.networks(), probers.byKind().keySet());
      LinkWatch watch = new LinkWatch(clock, totals, recorder);
      ProbeRounds rounds =
          lifetime.own(
              new ProbeRounds(
                  loop, table, watch, config.pace().interval(), config.pace().timeout(), clock));
      PathTracer tracer = lifetime.own(new PathTracer(loop, config.own(), clock));
      checks =
          lifetime.own(
              new CheckRunner(
                  config.id(),
                  config.checkNow(),
                  allowed,
                  new CheckTasks(plan, tracer, config.pace().timeout(), clock),
                  clock));
      ServiceChecks services =
          lifetime.own(
              new ServiceChecks(
                  config.services(),
                  config.own().stream().map(IpFamily::of).toList(),
                  clock,
                  build.version()));
      services.start();
      KernelWatch kernel = new KernelWatch(config.hostRoot(), config.own(), clock);
      HeartbeatSources sources =
          new HeartbeatSources(
              config,
              build.version(),
              HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()),
              clock.nanoTime(),
              clock,
              table,
              rounds,
              services,
              kernel,
              watched.watch(
                  "heartbeats",
                  LoopWatch.PATIENCE.plus(
                      IntervalStretch.FULL.of(config.heartbeatInterval()).multipliedBy(2))));
      Reporting reporting = new Reporting(sources);
      SweepTurns turns = new SweepTurns(clock.nanoTime());
      HostResolver resolver = HostResolver.ofThisHost();
      ExporterHeartbeats heartbeats =
          lifetime.own(
              ExporterHeartbeats.start(
                  new ExporterHeartbeats.HeartbeatRoute(
                      config.server(),
                      config.tokenFile(),
                      ExporterConnections.of(config.serverTls(), clock),
                      config.heartbeatInterval()),
                  new ExporterNames(
                      config.exporters(),
                      host -> resolver.ofOneFamily(host, LOOKUP_DEADLINE, clock),
                      config.exporters().isEmpty()
                          ? () -> {}
                          : watched.watch("exporter-lookup", LoopWatch.PATIENCE)),
                  clock,
                  () ->
                      reporting.join(
                          peers.join(),
                          new SweepRunner(
                              config.id(),
                              allowed,
                              plan,
                              answered,
                              config.pace().timeout(),
                              turns,
                              loop,
                              clock),
                          this::take)));
      watch.listen(heartbeats::urge);
      reporting.listen(heartbeats::urge);

      registry.register(new LinkMetrics(table, config.id().node(), config.zone()));
      registry.register(new ServiceMetrics(services));
      registry.register(new KernelMetrics(kernel));
      registry.register(
          new AgentMetrics(
              rounds,
              config.pace().interval(),
              heartbeats,
              responder,
              allowed,
              carried,
              plan.networks(),
              probers,
              checks));
      listeners =
          lifetime.own(
              new HttpListeners(
                  JdkHttpListener.answering(new TcpHelloAnswer(identity)),
                  config.serving(),
                  config.own().stream()
                      .map(own -> new InetSocketAddress(own, config.endpoint().port()))
                      .toList(),
                  LIMITS,
                  new AgentPages(
                          config,
                          build,
                          rounds,
                          table,
                          largeAnswers,
                          watched,
                          new HistoryPage(recorder, clock))
                      .routes(),
                  registry,
                  clock));
      listeners.addresses().forEach(DeferredAccept::set);
      LOG.info(
          "agent started id={} zone={} addresses={} port={} tls={} exporter={} version={}",
          config.id(),
          config.zone(),
          config.own().stream().map(InetAddress::getHostAddress).toList(),
          config.endpoint().port(),
          listeners.areEncrypted(),
          config.server().getHost(),
          build);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The kinds of probe that this host cannot use in all its IP families, each with the reason. */
  public Map<ProbeKind, String> leftOut() {
    return leftOut;
  }

  /** The first address of the separate metrics port, if there is one. */
  public Optional<InetSocketAddress> metricsAddress() {
    return listeners.metricsAddresses().stream().findFirst();
  }

  /** All lists of peers pass through here: from the exporter and from the file. */
  private void probe(PeerList given) {
    PeerList peers = carried.of(allowed.of(given));
    table.update(peers);
    recorder.retain(table.links().stream().map(Link::series).collect(Collectors.toSet()));
    Set<InetAddress> addresses =
        peers.peers().stream()
            .map(Peer::endpoint)
            .flatMap(it -> Stream.concat(it.podAddresses().stream(), it.nodeAddresses().stream()))
            .collect(Collectors.toSet());
    responder.expect(addresses);
    largeAnswers.expect(addresses);
  }

  /** Does what an exporter asks. Several exporters can answer at the same time. */
  private synchronized void take(HeartbeatContent exporter, HeartbeatAnswer answer) {
    if (!exporter.took(answer, checks)) {
      peerFile.ifPresent(PeerFile::retry);
      return;
    }
    PeerList now = peers.peers();
    LOG.info("peers updated count={} generation={}", now.peers().size(), now.generation());
    probe(now);
    peerFile.ifPresent(file -> file.save(now));
  }

  /** Sends the goodbyes to the exporters and closes all parts, the last one first. */
  @Override
  public void close() {
    lifetime.close();
  }
}
