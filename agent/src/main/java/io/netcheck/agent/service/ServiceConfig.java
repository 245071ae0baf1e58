// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.daemon.settings.Settings;
import io.netcheck.protocol.Names;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which services are checked, and how.
 *
 * @param interval from one check of a service to its next check
 * @param timeout of one check with all its phases; shorter than the interval
 * @param authorities trusted in addition to those of the JDK
 * @param exporter if it is checked like a service
 */
public record ServiceConfig(
    List<Service> services,
    Duration interval,
    Duration timeout,
    List<X509Certificate> authorities,
    DnsConfig dns,
    Optional<ExporterService> exporter) {
  public ServiceConfig {
    services = List.copyOf(services);
    authorities = List.copyOf(authorities);
  }

  /**
   * Reads {@link ServiceSettings}, and reports wrong values to {@code settings}.
   *
   * @param exporter the agent's exporter, which is checked too unless a setting says otherwise or a
   *     service has its name
   */
  public static ServiceConfig read(Settings settings, Optional<ExporterService> exporter) {
    List<Service> services = new ArrayList<>(settings.get(ServiceSettings.SERVICES));
    int port = settings.get(ServiceSettings.CUSTOM_PORT);
    Optional<Service> custom =
        settings.get(ServiceSettings.CUSTOM_NAME).map(host -> custom(host, port));
    if (custom.isPresent()) {
      String name = custom.get().name();
      if (services.stream().anyMatch(service -> service.name().equals(name))) {
        settings.problem(
            ServiceSettings.CUSTOM_NAME,
            "a name that is not used in " + ServiceSettings.SERVICES.key());
      }
      services.add(custom.get());
    }
    Duration interval = settings.get(ServiceSettings.INTERVAL);
    Duration timeout = settings.get(ServiceSettings.TIMEOUT);
    if (timeout.compareTo(interval) >= 0) {
      settings.problem(ServiceSettings.TIMEOUT, "less than " + ServiceSettings.INTERVAL.key());
    }
    return new ServiceConfig(
        services,
        interval,
        timeout,
        settings.get(ServiceSettings.CA_FILE),
        DnsConfig.read(settings),
        exporter.filter(
            it -> settings.get(ServiceSettings.CHECK_EXPORTER) && isFree(it, services)));
  }

  private static boolean isFree(ExporterService exporter, List<Service> services) {
    String name = exporter.service().name();
    return services.stream().noneMatch(service -> service.name().equals(name));
  }

  /** The one service of the predecessor, named after its host if that is a valid name. */
  private static Service custom(String host, int port) {
    String name = Names.isWord(host) ? host : "custom-service";
    return new Service(name, Service.Kind.TCP, host, port, "");
  }
}
