// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent;

import io.netcheck.agent.service.ServiceSettings;
import io.netcheck.daemon.Program;
import io.netcheck.daemon.settings.ExporterAddress;
import io.netcheck.daemon.settings.Setting;
import io.netcheck.daemon.settings.SettingType;
import io.netcheck.daemon.settings.SettingTypes;
import io.netcheck.daemon.tls.ClientTls;
import io.netcheck.daemon.web.ServingConfig;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.AllowedRanges;
import io.netcheck.protocol.Names;
import io.netcheck.protocol.ProbeKind;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Every setting of the agent, with its default. */
public final class AgentSettings {
  static final Setting<URI> SERVER_URL =
      new Setting<>(
          "SERVER_URL",
          "http://netcheck-exporter:8080",
          SettingTypes.httpUrl(),
          "The URL of the exporter. The agent sends a user and password in it as basic authentication.");

  static final Setting<List<ExporterAddress>> EXPORTERS =
      new Setting<>(
          "NETCHECK_EXPORTERS",
          "",
          ExporterAddress.list(),
          "The names of all exporters, where each has its own memory. Heartbeats go to each of their"
              + " addresses, up to eight, in the way that SERVER_URL says (scheme, port, password,"
              + " the name in the certificate). Default: to SERVER_URL alone.");

  static final Setting<Optional<Path>> TOKEN_FILE =
      new Setting<>(
          "NETCHECK_TOKEN_FILE",
          "",
          SettingTypes.optional("the path of a file", text -> Optional.of(Path.of(text))),
          "A file whose first line the agent sends to the exporter as a bearer token. It is read for"
              + " each heartbeat. See security.md.");

  static final Setting<AllowedRanges> ALLOWED_CIDRS =
      new Setting<>(
          "NETCHECK_ALLOWED_CIDRS",
          AllowedRanges.PRIVATE.toString(),
          new SettingType<>(AllowedRanges.EXPECTED, AllowedRanges::parse),
          "The addresses that the agent may probe. Loopback only if it is listed; link-local,"
              + " multicast and cloud metadata addresses never.");
  static final Setting<Optional<Path>> SERVER_CA_FILE =
      new Setting<>(
          "NETCHECK_SERVER_CA_FILE",
          "",
          ClientTls.AUTHORITIES,
          "The authorities that may issue the exporter's certificate; default: those that Java"
              + " trusts. Read again when it changes.");

  static final Setting<Optional<Path>> SERVER_CERT_FILE =
      new Setting<>(
          "NETCHECK_SERVER_CERT_FILE",
          "",
          ClientTls.CERTIFICATE,
          "The agent's client certificate. Read again when it changes.");

  static final Setting<Optional<Path>> SERVER_KEY_FILE =
      new Setting<>(
          "NETCHECK_SERVER_KEY_FILE",
          "",
          ClientTls.KEY,
          "The private key of the client certificate, without a password. Read again when it changes.");

  static final Setting<List<InetAddress>> NODE_IP =
      new Setting<>(
          "NODE_IP",
          "",
          SettingTypes.addresses(),
          "The node's addresses, at most one per IP family; on Kubernetes from status.hostIPs.");

  static final Setting<List<InetAddress>> POD_IP =
      new Setting<>(
          "POD_IP",
          "",
          SettingTypes.addresses(),
          "The pod's addresses, at most one per IP family; on Kubernetes from status.podIPs. Leave"
              + " it unset on a plain host.");

  static final Setting<Optional<String>> NODE_NAME =
      new Setting<>(
          "NETCHECK_NODE_NAME",
          "",
          SettingTypes.optional(
              "an RFC 1123 name in lower case",
              text -> Names.isNode(text) ? Optional.of(text) : Optional.empty()),
          "The node's name; on Kubernetes from spec.nodeName. Default: the host's name for a host"
              + " agent, the node's address for a pod agent.");

  static final Setting<Optional<AgentKind>> KIND =
      new Setting<>(
          "NETCHECK_KIND",
          "",
          SettingTypes.optional("pod or host", AgentKind::of),
          "The network in which the agent runs. Default: pod if POD_IP is set and differs from"
              + " NODE_IP, else host.");

  static final Setting<String> ZONE =
      new Setting<>(
          "NETCHECK_ZONE",
          "",
          new SettingType<>(
              "a name of letters, digits, - _ and .",
              text -> {
                if (!text.isEmpty() && !Names.isWord(text)) {
                  throw new IllegalArgumentException();
                }
                return text;
              }),
          "The failure domain of the node.");

  static final Setting<Optional<String>> POD_NAME =
      new Setting<>(
          "POD_NAME",
          "",
          SettingTypes.optionalText(),
          "The pod's name. Accepted for compatibility with a predecessor, not used.");

  static final Setting<Optional<String>> NAMESPACE =
      new Setting<>(
          "NAMESPACE",
          "",
          SettingTypes.optionalText(),
          "The pod's namespace. Accepted for compatibility with a predecessor, not used.");

  static final Setting<Integer> CLIENT_PORT =
      new Setting<>(
          "CLIENT_PORT",
          "6100",
          SettingTypes.port(),
          "The agent's own port for HTTP, TCP probes and the UDP echo.");

  static final Setting<Integer> TEST_PORT =
      new Setting<>(
          "TEST_PORT",
          "10250",
          SettingTypes.port(),
          "The TCP port that a pod agent probes on its peers' nodes. The default is the kubelet's.");

  static final Setting<Duration> HEARTBEAT_INTERVAL =
      new Setting<>(
          "HEARTBEAT_INTERVAL",
          "5s",
          SettingTypes.duration(Duration.ofMillis(500), Duration.ofMinutes(5)),
          "Time between two heartbeats. The agent reports a change of a link at once. An exporter near"
              + " its limit asks for up to 6 times as much, 30s at most.");

  static final Setting<List<ProbeKind>> PROBES =
      new Setting<>(
          "NETCHECK_PROBES",
          "icmp,udp,tcp,mtu",
          new SettingType<>(
              "some of icmp, udp, tcp, mtu, separated by commas", AgentSettings::probes),
          "The kinds of probe to use. The agent skips those that this host does not support.");

  static final Setting<Duration> PROBE_INTERVAL =
      new Setting<>(
          "NETCHECK_PROBE_INTERVAL",
          "1s",
          SettingTypes.duration(Duration.ofMillis(100), Duration.ofMinutes(1)),
          "The length of a round, in which every link is probed once with every kind of probe.");

  static final Setting<Duration> PROBE_TIMEOUT =
      new Setting<>(
          "NETCHECK_PROBE_TIMEOUT",
          "500ms",
          SettingTypes.duration(Duration.ofMillis(10), Duration.ofSeconds(30)),
          "How long a probe waits for its answer; must be shorter than the probe interval. The probes"
              + " of a round start in the remaining time.");

  static final Setting<Duration> DOWN_AFTER =
      new Setting<>(
          "NETCHECK_DOWN_AFTER",
          "2500ms",
          SettingTypes.duration(Duration.ofMillis(500), Duration.ofMinutes(10)),
          "A link is down after this time and at least three probes without an answer.");

  static final Setting<OptionalInt> MTU =
      new Setting<>(
          "NETCHECK_MTU",
          "",
          new SettingType<>(
              "a packet size in bytes from 576 to 9216",
              text -> {
                if (text.isEmpty()) {
                  return OptionalInt.empty();
                }
                int size = Integer.parseInt(text);
                if (size < 576 || size > 9216) {
                  throw new IllegalArgumentException();
                }
                return OptionalInt.of(size);
              }),
          "The packet size that every path must carry: one that carries less fails the full-size"
              + " probe, even if a router says so. Default: what the route to each peer promises,"
              + " at most 9216; a path whose router says that it carries less is then no failure.");

  static final Setting<Optional<Path>> PEERS_FILE =
      new Setting<>(
          "NETCHECK_PEERS_FILE",
          "",
          SettingTypes.optional("the path of a file", text -> Optional.of(Path.of(text))),
          "A file for the peers, so that an agent can probe them after a restart while the exporter"
              + " is unreachable. Default: memory only.");

  static final Setting<Optional<Path>> HOST_ROOT =
      new Setting<>(
          "NETCHECK_HOST_ROOT",
          "/",
          SettingTypes.optional("the path of a folder", text -> Optional.of(Path.of(text))),
          "The folder that contains proc and sys, from which a host agent reads what the kernel"
              + " counts. Empty: it reads nothing.");

  static final Setting<Boolean> CHECK_NOW =
      new Setting<>(
          "NETCHECK_CHECK_NOW",
          "true",
          SettingTypes.bool(),
          "Whether the agent does the checks and path traces that the exporter orders.");

  /** In the order in which they are documented. */
  public static final List<Setting<?>> ALL =
      Stream.of(
              List.of(
                  SERVER_URL,
                  EXPORTERS,
                  TOKEN_FILE,
                  SERVER_CA_FILE,
                  SERVER_CERT_FILE,
                  SERVER_KEY_FILE,
                  NODE_IP,
                  POD_IP,
                  NODE_NAME,
                  KIND,
                  ZONE,
                  POD_NAME,
                  NAMESPACE,
                  CLIENT_PORT,
                  TEST_PORT,
                  HEARTBEAT_INTERVAL,
                  PROBES,
                  PROBE_INTERVAL,
                  PROBE_TIMEOUT,
                  DOWN_AFTER,
                  MTU,
                  PEERS_FILE,
                  HOST_ROOT,
                  ALLOWED_CIDRS,
                  CHECK_NOW),
              ServingConfig.SETTINGS,
              ServiceSettings.ALL,
              List.<Setting<?>>of(Program.LOG_LEVEL))
          .<Setting<?>>flatMap(List::stream)
          .toList();

  private AgentSettings() {}

  private static List<ProbeKind> probes(String text) {
    List<ProbeKind> probes = new ArrayList<>();
    for (String part : SettingTypes.split(text)) {
      ProbeKind kind =
          ProbeKind.of(part.toLowerCase(Locale.ROOT)).orElseThrow(IllegalArgumentException::new);
      if (!probes.contains(kind)) {
        probes.add(kind);
      }
    }
    if (probes.isEmpty()) {
      throw new IllegalArgumentException();
    }
    return probes;
  }
}
