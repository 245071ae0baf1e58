// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.netcheck.daemon.settings.Setting;
import io.netcheck.daemon.settings.SettingType;
import io.netcheck.daemon.settings.SettingTypes;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.exporter.PodSelector;
import io.netcheck.kubernetes.KubernetesConfig.Access;
import io.netcheck.kubernetes.KubernetesConfig.ServiceAccount;
import io.netcheck.protocol.Addresses;
import io.netcheck.protocol.Names;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The settings of the exporter's access to Kubernetes. */
public final class KubernetesSettings {
  private static final int MOST_TOPOLOGY_KEYS = 3;

  /** What Kubernetes allows as the key of a label: a name, with a domain before it or without. */
  private static final Pattern LABEL_KEY =
      Pattern.compile("([a-z0-9][-a-z0-9.]{0,252}/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");

  /** Whether the API is asked. */
  enum Mode {
    AUTO,
    ON,
    OFF
  }

  static final Setting<Mode> KUBERNETES =
      new Setting<>(
          "NETCHECK_KUBERNETES",
          "auto",
          SettingTypes.choice(Mode.class),
          "Whether the exporter reads nodes and agents from the Kubernetes API; auto does so in a pod"
              + " that has a service account token. See kubernetes.md.");

  static final Setting<Optional<String>> KUBECONFIG =
      new Setting<>(
          "KUBECONFIG",
          "",
          new SettingType<>("the path of a kubeconfig file", SettingTypes.optionalText().parser()),
          "The access to the API with NETCHECK_KUBERNETES=on outside a cluster, by the current"
              + " context. Default: ~/.kube/config.");

  static final Setting<String> AGENT_SELECTOR =
      new Setting<>(
          "NETCHECK_AGENT_SELECTOR",
          "app.kubernetes.io/name=netcheck,app.kubernetes.io/component in (agent,agent-pod,agent-host)",
          new SettingType<>("a label selector of Kubernetes", SettingTypes.text().parser()),
          "The labels of the agents' pods. Those with hostNetwork are of kind host.");

  static final Setting<Optional<String>> AGENT_NAMESPACE =
      new Setting<>(
          "NETCHECK_AGENT_NAMESPACE",
          "",
          new SettingType<>("the name of a namespace, or * for all", KubernetesSettings::namespace),
          "The namespace of the agents' pods. Default: the exporter's own.");

  static final Setting<List<String>> EXPECTED_DOWN_TAINTS =
      new Setting<>(
          "NETCHECK_EXPECTED_DOWN_TAINTS",
          "",
          new SettingType<>(
              "keys of taints separated by commas, such as example.com/going,spot.example.com/",
              SettingTypes::split),
          "Additional taints that announce the end of a node. A key that ends with / matches all keys"
              + " that begin with it. kubernetes.md lists the known ones.");

  static final Setting<List<String>> TOPOLOGY_KEYS =
      new Setting<>(
          "NETCHECK_TOPOLOGY_KEYS",
          "",
          new SettingType<>(
              "at most 3 keys of labels separated by commas, such as topology.kubernetes.io/rack",
              KubernetesSettings::labelKeys),
          "Labels of nodes that name smaller failure domains inside a zone, such as a rack, the"
              + " largest first. In clusters beyond NETCHECK_PEER_LIMIT, the peers of an agent are"
              + " spread over them.");

  static final Setting<Boolean> NODE_EVENTS =
      new Setting<>(
          "NETCHECK_NODE_EVENTS",
          "false",
          SettingTypes.bool(),
          "Whether a Node gets an Event when a fault names it, and when that is over. See"
              + " kubernetes.md.");

  static final Setting<Boolean> NODE_CONDITION =
      new Setting<>(
          "NETCHECK_NODE_CONDITION",
          "false",
          SettingTypes.bool(),
          "Whether Nodes have the condition netcheck.io/NetworkReachable. See kubernetes.md.");

  static final Setting<String> LEASE =
      new Setting<>(
          "NETCHECK_LEASE",
          Publications.NONE.lease(),
          new SettingType<>("the name of a Lease", KubernetesSettings::leaseName),
          "The Lease in the exporter's namespace that decides which of several exporters writes"
              + " Events and conditions.");

  static final Setting<String> SERVICE_HOST =
      new Setting<>(
          "KUBERNETES_SERVICE_HOST",
          "kubernetes.default.svc",
          new SettingType<>("a name or an IP address", KubernetesSettings::host),
          "The host of the API. Kubernetes sets it in every pod.");

  static final Setting<Integer> SERVICE_PORT =
      new Setting<>(
          "KUBERNETES_SERVICE_PORT",
          "443",
          SettingTypes.port(),
          "The port of the API. Kubernetes sets it in every pod.");

  /** All of them, in the order of the documentation. */
  public static final List<Setting<?>> ALL =
      List.of(
          KUBERNETES,
          KUBECONFIG,
          AGENT_SELECTOR,
          AGENT_NAMESPACE,
          EXPECTED_DOWN_TAINTS,
          TOPOLOGY_KEYS,
          NODE_EVENTS,
          NODE_CONDITION,
          LEASE,
          SERVICE_HOST,
          SERVICE_PORT);

  private KubernetesSettings() {}

  /**
   * Which cluster the exporter follows; empty for none.
   *
   * @param otherPods the pods of another program that report to the exporter as well
   */
  public static Optional<KubernetesConfig> read(
      Settings settings, Optional<PodSelector> otherPods) {
    boolean inCluster =
        settings.isGiven(SERVICE_HOST) && Files.isReadable(ServiceAccount.MOUNTED.token());
    boolean asks =
        switch (settings.get(KUBERNETES)) {
          case AUTO -> inCluster;
          case ON -> true;
          case OFF -> false;
        };
    Optional<String> file = settings.get(KUBECONFIG);
    String selector = settings.get(AGENT_SELECTOR);
    Optional<String> namespace = settings.get(AGENT_NAMESPACE);
    List<String> taints = settings.get(EXPECTED_DOWN_TAINTS);
    List<String> topologyKeys = settings.get(TOPOLOGY_KEYS);
    Publications publications =
        new Publications(
            settings.get(NODE_EVENTS), settings.get(NODE_CONDITION), settings.get(LEASE));
    URI server = server(settings);
    if (!asks) {
      return Optional.empty();
    }
    Access access =
        inCluster && file.isEmpty()
            ? new Access.InCluster(server, ServiceAccount.MOUNTED)
            : byFile(settings, file);
    return Optional.of(
        new KubernetesConfig(
            access,
            selector,
            namespace,
            taints,
            topologyKeys,
            otherPods,
            publications,
            KubernetesConfig.CHECK_INTERVAL));
  }

  private static Access byFile(Settings settings, Optional<String> given) {
    Path file =
        given
            .map(Path::of)
            .orElseGet(() -> Path.of(System.getProperty("user.home"), ".kube", "config"));
    if (!Files.isReadable(file)) {
      settings.problem(
          KUBECONFIG,
          "a readable file, because this process has no service account token: " + file);
    }
    return new Access.ByFile(file);
  }

  private static String host(String text) {
    if (!Names.isDomain(text) && Addresses.literal(text).isEmpty()) {
      throw new IllegalArgumentException();
    }
    return text;
  }

  private static URI server(Settings settings) {
    String host = settings.get(SERVICE_HOST);
    int port = settings.get(SERVICE_PORT);
    return URI.create("https://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port);
  }

  private static List<String> labelKeys(String text) {
    List<String> keys = SettingTypes.split(text);
    boolean valid = keys.stream().allMatch(LABEL_KEY.asMatchPredicate());
    if (!valid || keys.size() > MOST_TOPOLOGY_KEYS || Set.copyOf(keys).size() < keys.size()) {
      throw new IllegalArgumentException();
    }
    return keys;
  }

  private static String leaseName(String text) {
    if (!Names.isDomain(text)) {
      throw new IllegalArgumentException();
    }
    return text;
  }

  private static Optional<String> namespace(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (!text.equals("*") && !text.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
      throw new IllegalArgumentException();
    }
    return Optional.of(text);
  }
}
