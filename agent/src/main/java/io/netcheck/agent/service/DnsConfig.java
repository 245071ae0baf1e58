// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.daemon.settings.Settings;
import io.netcheck.protocol.DnsTransport;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Which names are looked up, and where.
 *
 * @param resolvers if empty, those of the host and of the cluster
 * @param transports how the queries travel: the first one for all names
 * @param clusterServices names of the cluster's DNS Services
 */
public record DnsConfig(
    List<String> names,
    List<InetSocketAddress> resolvers,
    List<DnsTransport> transports,
    List<String> clusterServices) {
  static final DnsConfig NONE =
      new DnsConfig(List.of(), List.of(), List.of(DnsTransport.UDP), List.of());

  public DnsConfig {
    names = List.copyOf(names);
    resolvers = List.copyOf(resolvers);
    transports = List.copyOf(transports);
    clusterServices = List.copyOf(clusterServices);
  }

  static DnsConfig read(Settings settings) {
    return new DnsConfig(
        settings.get(ServiceSettings.DNS_NAMES),
        settings.get(ServiceSettings.DNS_RESOLVERS),
        settings.get(ServiceSettings.DNS_TRANSPORTS),
        settings.get(ServiceSettings.CLUSTER_DNS));
  }

  /** Whether resolvers are those of the host and of the cluster. */
  boolean usesDefaults() {
    return !names.isEmpty() && resolvers.isEmpty();
  }
}
