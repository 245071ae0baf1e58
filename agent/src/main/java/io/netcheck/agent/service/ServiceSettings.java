// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.daemon.settings.Setting;
import io.netcheck.daemon.settings.SettingTypes;
import io.netcheck.protocol.DnsTransport;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The settings for service checks. */
public final class ServiceSettings {
  public static final Setting<List<Service>> SERVICES =
      new Setting<>(
          "NETCHECK_SERVICES",
          "",
          ServiceSettingTypes.services(),
          "Services to check from every node. Write %2C for a comma inside a path. What is expected"
              + " can follow a #, as in web=https://web/#status=200&body=ok.");

  public static final Setting<Optional<String>> CUSTOM_NAME =
      new Setting<>(
          "CUSTOM_SERVICE_NAME",
          "",
          ServiceSettingTypes.host(),
          "The host of one more service to check, by a TCP connection.");

  public static final Setting<Integer> CUSTOM_PORT =
      new Setting<>(
          "CUSTOM_SERVICE_PORT",
          "80",
          SettingTypes.port(),
          "The port of the service in CUSTOM_SERVICE_NAME.");

  public static final Setting<Duration> INTERVAL =
      new Setting<>(
          "NETCHECK_SERVICE_INTERVAL",
          "5s",
          SettingTypes.duration(Duration.ofMillis(100), Duration.ofHours(1)),
          "Time between two checks of each service, and two lookups of each name.");

  public static final Setting<Duration> TIMEOUT =
      new Setting<>(
          "NETCHECK_SERVICE_TIMEOUT",
          "2s",
          SettingTypes.duration(Duration.ofMillis(10), Duration.ofMinutes(5)),
          "The deadline of one check of a service or one lookup.");

  public static final Setting<List<X509Certificate>> CA_FILE =
      new Setting<>(
          "NETCHECK_CA_FILE",
          "",
          ServiceSettingTypes.certificates(),
          "Private authorities that may issue certificates of services, in addition to those"
              + " that Java trusts.");

  public static final Setting<List<String>> DNS_NAMES =
      new Setting<>(
          "NETCHECK_DNS_NAMES",
          "",
          ServiceSettingTypes.dnsNames(),
          "Names to look up at every resolver. The search list of resolv.conf is not used.");

  public static final Setting<List<InetSocketAddress>> DNS_RESOLVERS =
      new Setting<>(
          "NETCHECK_DNS_RESOLVERS",
          "",
          ServiceSettingTypes.resolvers(),
          "The resolvers to query, with or without a port. Default: those of /etc/resolv.conf and of"
              + " NETCHECK_CLUSTER_DNS.");

  public static final Setting<List<DnsTransport>> DNS_TRANSPORTS =
      new Setting<>(
          "NETCHECK_DNS_TRANSPORTS",
          "udp,tcp",
          ServiceSettingTypes.transports(),
          "How resolvers are asked: the first one is used for every name, the other one for the"
              + " first name.");

  public static final Setting<List<String>> CLUSTER_DNS =
      new Setting<>(
          "NETCHECK_CLUSTER_DNS",
          "",
          ServiceSettingTypes.dnsNames(),
          "Names of the cluster's DNS Services. Each of their addresses is also a resolver to query.");

  public static final Setting<Boolean> CHECK_EXPORTER =
      new Setting<>(
          "NETCHECK_CHECK_EXPORTER",
          "true",
          SettingTypes.bool(),
          "Whether the host of SERVER_URL is checked as the service netcheck-exporter.");

  /** All settings, in the order of the documentation. */
  public static final List<Setting<?>> ALL =
      List.of(
          SERVICES,
          CUSTOM_NAME,
          CUSTOM_PORT,
          CHECK_EXPORTER,
          INTERVAL,
          TIMEOUT,
          CA_FILE,
          DNS_NAMES,
          DNS_RESOLVERS,
          DNS_TRANSPORTS,
          CLUSTER_DNS);

  private ServiceSettings() {}
}
