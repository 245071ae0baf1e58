// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.files.ReloadedValue;
import io.netcheck.protocol.Addresses;
import io.netcheck.protocol.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The checks of all configured services: one for each service, or one for each IP family of the
 * agent if the host of the service is a name.
 */
final class ScheduledServices {
  private static final String HTTP_2 = "h2";

  private final ServiceConfig config;
  private final List<IpFamily> families;
  private final ProcessClock clock;
  private final String version;
  private final HostResolver resolver;

  /**
   * @param families of the agent's own addresses
   */
  ScheduledServices(
      ServiceConfig config, List<IpFamily> families, ProcessClock clock, String version) {
    this.config = config;
    this.families = families;
    this.clock = clock;
    this.version = version;
    this.resolver = HostResolver.ofThisHost();
  }

  List<ScheduledCheck.OfService> all() {
    List<ScheduledCheck.OfService> checks = new ArrayList<>();
    // The certificate authorities of the JDK take megabytes, so they are loaded only if needed.
    boolean anyTls = config.services().stream().anyMatch(it -> it.kind().isEncrypted());
    Optional<TlsTrust> trust =
        anyTls ? Optional.of(TlsTrust.of(config.authorities())) : Optional.empty();
    for (Service service : config.services()) {
      add(checks, service, trust::orElseThrow);
    }
    config.exporter().ifPresent(exporter -> add(checks, exporter.service(), trust(exporter)));
    return List.copyOf(checks);
  }

  private Supplier<TlsTrust> trust(ExporterService exporter) {
    if (!exporter.service().kind().isEncrypted()) {
      return () -> {
        throw new IllegalStateException("a service without TLS");
      };
    }
    ReloadedValue<TlsTrust> trust =
        new ReloadedValue<>(
            "TLS to check the exporter",
            clock,
            files -> TlsTrust.of(exporter.tls().context(files)));
    return trust::get;
  }

  private void add(
      List<ScheduledCheck.OfService> checks, Service service, Supplier<TlsTrust> trust) {
    for (Optional<IpFamily> family : families(service)) {
      Optional<IpFamily> only = family.or(() -> service.expected().family());
      checks.add(
          new ScheduledCheck.OfService(
              service,
              family,
              check(new ServiceAddress(service, resolver, only), trust),
              new CheckRecord()));
    }
  }

  private List<Optional<IpFamily>> families(Service service) {
    boolean one =
        families.size() < 2
            || service.expected().family().isPresent()
            || Addresses.literal(service.host()).isPresent();
    return one ? List.of(Optional.empty()) : families.stream().map(Optional::of).toList();
  }

  private ServiceCheck check(ServiceAddress address, Supplier<TlsTrust> trust) {
    Service service = address.service();
    return switch (service.kind()) {
      case TCP -> new TcpCheck(address);
      case TLS -> new TlsCheck(address, new TlsLayer(trust, service));
      case HTTP -> new HttpCheck(address, ConnectionLayer.NONE, version);
      case HTTPS -> new HttpCheck(address, new TlsLayer(trust, service), version);
      case GRPC -> new GrpcCheck(address, ConnectionLayer.NONE, version);
      case GRPCS -> new GrpcCheck(address, new TlsLayer(trust, service, HTTP_2), version);
    };
  }
}
