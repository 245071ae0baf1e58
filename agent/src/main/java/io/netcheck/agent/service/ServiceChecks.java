// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.LinkState;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Checks every configured service, and every name at every resolver, once per interval. Each check
 * has its own virtual thread, so that a slow check delays no other. Thread-safe.
 */
public final class ServiceChecks implements AutoCloseable {
  /** A limit for those that are found, so that a heartbeat has room for all lookups. */
  static final int MOST_RESOLVERS = 10;

  private static final Duration CLUSTER_DNS_AGAIN = Duration.ofSeconds(30);

  private final List<ScheduledCheck.OfService> services;

  /** It grows while resolvers are found; a lookup keeps its place. */
  private final List<ScheduledCheck.OfDns> dns = new CopyOnWriteArrayList<>();

  private final Map<String, CheckLoop> loops = new ConcurrentHashMap<>();
  private final Set<InetSocketAddress> resolvers = new LinkedHashSet<>();
  private final ServiceConfig config;
  private final ProcessClock clock;
  private final ScheduledLookups lookups;
  private final ExecutorService threads;

  /**
   * @param families of the agent's own addresses: with both, services are checked in each
   * @param version of the agent, sent to HTTP and gRPC services
   */
  public ServiceChecks(
      ServiceConfig config, List<IpFamily> families, ProcessClock clock, String version) {
    this.config = config;
    this.clock = clock;
    this.services = new ScheduledServices(config, families, clock, version).all();
    this.lookups = new ScheduledLookups(config.dns());
    this.threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("service-", 0).factory());
    List<InetSocketAddress> given =
        config.dns().usesDefaults()
            ? ResolvConf.read(ResolvConf.FILE).nameservers()
            : config.dns().resolvers();
    given.forEach(resolver -> dns.addAll(ask(resolver)));
  }

  /** Starts: the first check at once, the others spread over the interval. */
  public void start() {
    List<ScheduledCheck> all = new ArrayList<>(services);
    all.addAll(dns);
    start(all);
    if (config.dns().usesDefaults() && !config.dns().clusterServices().isEmpty()) {
      threads.execute(
          new ClusterResolvers(
              config.dns().clusterServices(),
              HostResolver.ofThisHost(),
              config.timeout(),
              CLUSTER_DNS_AGAIN,
              clock,
              resolver -> {
                List<ScheduledCheck.OfDns> more = ask(resolver);
                dns.addAll(more);
                start(more);
              }));
    }
  }

  private void start(List<? extends ScheduledCheck> checks) {
    for (int i = 0; i < checks.size(); i++) {
      Duration offset = config.interval().multipliedBy(i).dividedBy(checks.size());
      CheckLoop loop = new CheckLoop(checks.get(i), clock, config, offset);
      loops.put(checks.get(i).subject(), loop);
      threads.execute(loop);
    }
  }

  /** The lookups at a resolver; none if it is known, or one too many. */
  private synchronized List<ScheduledCheck.OfDns> ask(InetSocketAddress resolver) {
    return resolvers.size() < MOST_RESOLVERS && resolvers.add(resolver)
        ? lookups.at(resolver)
        : List.of();
  }

  /**
   * The results since a window that an exporter accepted.
   *
   * @param accepted {@link ServiceWindow#NONE} for all results
   */
  public ServiceWindow since(ServiceWindow accepted) {
    return ServiceWindow.since(accepted, services, dns);
  }

  /**
   * An exporter accepted a heartbeat. If the check of the exporter says that it does not answer,
   * that is old or worth a look.
   */
  public void exporterAnswered() {
    for (ScheduledCheck.OfService one : services) {
      boolean exporter =
          config.exporter().filter(it -> it.service().equals(one.service())).isPresent();
      if (exporter && one.tally().snapshot().state() == LinkState.DOWN) {
        Optional.ofNullable(loops.get(one.subject())).ifPresent(CheckLoop::urge);
      }
    }
  }

  /** Ends all checks. Running checks are interrupted and not counted. */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(2, TimeUnit.SECONDS)) {
        throw new IllegalStateException("a service check did not end");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  List<ScheduledCheck.OfService> services() {
    return services;
  }

  List<ScheduledCheck.OfDns> dns() {
    return dns;
  }
}
