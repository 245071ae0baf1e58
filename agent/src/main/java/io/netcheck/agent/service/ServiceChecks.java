// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.Addresses;
import io.netcheck.protocol.IpFamily;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/**
 * Checks every configured service, and every name at every resolver, once per interval. Each check
 * has its own virtual thread, so that a slow check delays no other. Thread-safe.
 */
public final class ServiceChecks implements AutoCloseable {
  private final List<ScheduledCheck.OfService> services;
  private final List<ScheduledCheck.OfDns> dns;
  private final ServiceConfig config;
  private final ProcessClock clock;
  private final ExecutorService threads;
  private volatile ServiceWindow accepted = ServiceWindow.NONE;

  /**
   * @param version of the agent, sent to HTTP services
   */
  public ServiceChecks(ServiceConfig config, ProcessClock clock, String version) {
    this.config = config;
    this.clock = clock;
    List<IpFamily> families = HostFamilies.preferred();
    this.services = services(config, families, version);
    this.dns = dns(config, families);
    this.threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("service-", 0).factory());
  }

  /** Starts: the first check at once, the others spread over the interval. */
  public void start() {
    List<ScheduledCheck> all = new ArrayList<>(services);
    all.addAll(dns);
    for (int i = 0; i < all.size(); i++) {
      Duration offset = config.interval().multipliedBy(i).dividedBy(all.size());
      threads.execute(new CheckLoop(all.get(i), clock, config, offset));
    }
  }

  /** The results since the last accepted window. */
  public ServiceWindow window() {
    return ServiceWindow.since(accepted, services, dns);
  }

  /** The heartbeat with {@code window} was accepted, so the next window starts at its end. */
  public void accepted(ServiceWindow window) {
    accepted = window;
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

  private static List<ScheduledCheck.OfService> services(
      ServiceConfig config, List<IpFamily> families, String version) {
    HostResolver resolver = new HostResolver(HostsFile.FILE, ResolvConf.FILE, families);
    // The certificate authorities of the JDK take megabytes, so they are loaded only for https.
    boolean anyTls =
        config.services().stream().anyMatch(service -> service.kind() == Service.Kind.HTTPS);
    Optional<SSLSocketFactory> tls =
        anyTls ? Optional.of(TlsLayer.trusting(config.authorities())) : Optional.empty();
    List<ScheduledCheck.OfService> checked = new ArrayList<>();
    for (Service service : config.services()) {
      ServiceCheck check =
          switch (service.kind()) {
            case TCP -> new TcpCheck(service, resolver);
            case HTTP -> new HttpCheck(service, resolver, HttpCheck.ConnectionLayer.NONE, version);
            case HTTPS ->
                new HttpCheck(service, resolver, new TlsLayer(tls.orElseThrow(), service), version);
          };
      checked.add(new ScheduledCheck.OfService(service, check, new CheckRecord()));
    }
    return List.copyOf(checked);
  }

  private static List<ScheduledCheck.OfDns> dns(ServiceConfig config, List<IpFamily> families) {
    List<InetSocketAddress> resolvers =
        config.resolvers().isEmpty() && !config.dnsNames().isEmpty()
            ? ResolvConf.read(ResolvConf.FILE).nameservers()
            : config.resolvers();
    List<ScheduledCheck.OfDns> checked = new ArrayList<>();
    for (InetSocketAddress resolver : resolvers) {
      for (String name : config.dnsNames()) {
        checked.add(
            new ScheduledCheck.OfDns(
                Addresses.withPort(resolver.getAddress(), resolver.getPort()),
                name,
                new DnsCheck(resolver, full(name), families),
                new CheckRecord()));
      }
    }
    return List.copyOf(checked);
  }

  private static Name full(String name) {
    try {
      return Name.fromString(name, Name.root);
    } catch (TextParseException e) {
      throw new IllegalArgumentException("not a domain name: " + name, e);
    }
  }
}
