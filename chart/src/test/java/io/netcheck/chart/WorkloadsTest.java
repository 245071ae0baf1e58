// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values reach agents and exporter. */
class WorkloadsTest {
  private static final String ETCD =
      "store: {type: etcd, etcd: {endpoints: ['http://a:2379', 'http://b:2379']";

  private static Manifest exporter(String values) {
    return Chart.render(values).one("Deployment");
  }

  private static Manifest agent(String values) {
    return Chart.render(values).one("DaemonSet", "netcheck-agent-pod");
  }

  private static Manifest hostAgent(String values) {
    return Chart.render("hostAgent: {enabled: true}\n" + values)
        .one("DaemonSet", "netcheck-agent-host");
  }

  @Test
  void agentsKnowTheirNodeAndAddressesFromKubernetes() {
    Manifest pod = agent("");
    assertEquals("spec.nodeName", pod.env("NETCHECK_NODE_NAME"));
    assertEquals("status.hostIPs", pod.env("NODE_IP"));
    assertEquals("status.podIPs", pod.env("POD_IP"));
    assertEquals("metadata.labels['topology.kubernetes.io/zone']", pod.env("NETCHECK_ZONE"));
    assertEquals("z", agent("agent: {settings: {NETCHECK_ZONE: z}}").env("NETCHECK_ZONE"));
    Manifest own = agent("agent: {extraEnv: [{name: NETCHECK_ZONE, value: rack-1}]}");
    assertEquals("rack-1", own.env("NETCHECK_ZONE"));
    Manifest host = hostAgent("");
    assertEquals("status.hostIPs", host.env("NODE_IP"));
    assertEquals("", host.env("POD_IP"));
    assertEquals("host", host.env("NETCHECK_KIND"));
    assertEquals("ClusterFirstWithHostNet", host.pod().get("dnsPolicy"));
  }

  @ParameterizedTest
  @CsvSource({
    "1.25.0,status.hostIP",
    "1.28.9,status.hostIP",
    "1.29.0,status.hostIPs",
    "1.31.2-gke.1,status.hostIPs"
  })
  void anOlderKubernetesTellsOneAddressOfTheNode(String version, String field) {
    assertEquals(
        field, Chart.render("", "netcheck", "netcheck", version).one("DaemonSet").env("NODE_IP"));
  }

  @Test
  void agentsReportToTheirExporterWhereverItIs() {
    assertEquals(
        "https://a-netcheck-exporter.b.svc:80",
        Chart.render(
                "exporter: {service: {port: 80}, web: {tls: {secretName: c}}}",
                "a",
                "b",
                Chart.KUBERNETES)
            .one("DaemonSet")
            .env("SERVER_URL"));
    assertEquals(
        "http://x",
        agent("{exporter: {replicas: 1}, agent: {exporterUrl: 'http://x'}}").env("SERVER_URL"));
  }

  @Test
  void theExporterLooksForTheAgentsOfItsReleaseAndFindsThem() {
    Rendering rendering =
        Chart.render(
            "{nameOverride: reach, hostAgent: {enabled: true}}", "a", "b", Chart.KUBERNETES);
    String selector = rendering.one("Deployment").env("NETCHECK_AGENT_SELECTOR");
    for (Manifest agent : rendering.all("DaemonSet")) {
      Map<String, Object> labels = agent.podLabels();
      assertEquals(
          "app.kubernetes.io/name=%s,app.kubernetes.io/instance=%s,app.kubernetes.io/component in (agent-pod,agent-host)"
              .formatted(
                  labels.get("app.kubernetes.io/name"), labels.get("app.kubernetes.io/instance")),
          selector);
      assertTrue(selector.contains(agent.component()));
    }
  }

  @Test
  void anAgentShowsATokenThatIsOfNoUseElsewhere() {
    assertEquals("/var/run/secrets/netcheck/token", agent("").env("NETCHECK_TOKEN_FILE"));
    assertEquals(
        Map.of("path", "token", "audience", "mine", "expirationSeconds", 3600),
        Yaml.at(
            Yaml.list(agent("auth: {audience: mine}").volume("token"), "projected", "sources")
                .getFirst(),
            "serviceAccountToken"));
    Manifest exporter =
        exporter("{auth: {audience: mine, serviceAccounts: [x/y]}, hostAgent: {enabled: true}}");
    assertEquals("mine", exporter.env("NETCHECK_AUTH_AUDIENCE"));
    assertEquals(
        "netcheck/netcheck-agent-host,netcheck/netcheck-agent-pod,x/y",
        exporter.env("NETCHECK_AUTH_SERVICE_ACCOUNTS"));
  }

  @Test
  void aSharedTokenIsTheSameFileOnBothSides() {
    String values = "auth: {mode: token, token: {secretName: a, key: b}}";
    for (Manifest it : List.of(agent(values), exporter(values))) {
      Object secret = it.volume("token").get("secret");
      assertEquals("a", Yaml.text(secret, "secretName"));
      assertEquals(
          List.of(Map.of("key", "b", "path", "token")), Yaml.list(secret, "items"), it.id());
    }
    assertEquals(
        "/var/run/secrets/netcheck/token", exporter(values).env("NETCHECK_AUTH_TOKEN_FILE"));
  }

  @Test
  void withoutAuthenticationNoPodHasASecret() {
    Manifest agent = agent("auth: {mode: none}");
    assertEquals("", agent.env("NETCHECK_TOKEN_FILE"));
    assertEquals(Map.of(), agent.volume("token"));
    assertEquals("none", exporter("auth: {mode: none}").env("NETCHECK_AUTH"));
  }

  @Test
  void aFileNeverHasTwoExporters() {
    Rendering rendering = Chart.render("exporter: {store: {type: file}}");
    Manifest exporter = rendering.one("Deployment");
    assertEquals("file:/var/lib/netcheck/clients", exporter.env("NETCHECK_STORE"));
    assertEquals("1", exporter.text("spec", "replicas"));
    assertEquals("Recreate", exporter.text("spec", "strategy", "type"));
    assertFalse(rendering.has("PodDisruptionBudget"));
    assertEquals("", agent("exporter: {store: {type: file}}").env("NETCHECK_EXPORTERS"));
    assertEquals(
        "0", exporter("exporter: {replicas: 0, store: {type: file}}").text("spec", "replicas"));
  }

  @Test
  void agentsReportToEachOfTheExportersThatHaveTheirOwnMemory() {
    Rendering rendering =
        Chart.render("exporter: {port: 9000, service: {port: 80}}", "a", "b", Chart.KUBERNETES);
    Manifest exporter = rendering.one("Deployment");
    assertEquals("memory", exporter.env("NETCHECK_STORE"));
    assertEquals("2", exporter.text("spec", "replicas"));
    assertEquals("1", rendering.one("PodDisruptionBudget").text("spec", "maxUnavailable"));
    Manifest service = rendering.one("Service", "a-netcheck-exporter-peers");
    assertEquals("None", service.text("spec", "clusterIP"));
    assertEquals("true", service.text("spec", "publishNotReadyAddresses"));
    assertEquals("SingleStack", service.text("spec", "ipFamilyPolicy"));
    // The addresses are those of pods, so the port is that of the container.
    assertEquals(
        "a-netcheck-exporter-peers.b.svc:9000",
        rendering.one("DaemonSet").env("NETCHECK_EXPORTERS"));
    assertEquals("9000", Yaml.text(service.list("spec", "ports").getFirst(), "port"));
    assertTrue(
        exporter.podLabels().entrySet().containsAll(service.map("spec", "selector").entrySet()));
    // A scrape finds the exporters by the labels of their other Service only.
    assertEquals("exporter-peers", service.component());
  }

  @Test
  void anExporterElsewhereOrOneThatSharesItsClientsIsTheOnlyAddress() {
    assertEquals(
        "",
        agent("{exporter: {replicas: 1}, agent: {exporterUrl: 'http://x'}}")
            .env("NETCHECK_EXPORTERS"));
    assertEquals(
        "a,b:81",
        agent("agent: {exporterUrl: 'http://x', exporters: [a, 'b:81']}")
            .env("NETCHECK_EXPORTERS"));
    Rendering etcd = Chart.render("exporter: {" + ETCD + "}}}");
    assertEquals("", etcd.one("DaemonSet").env("NETCHECK_EXPORTERS"));
    assertEquals(1, etcd.all("Service").size());
    assertEquals("2", etcd.one("Deployment").text("spec", "replicas"));
  }

  @Test
  void anUpdateNeverHasFewerExportersThanBefore() {
    for (String store : List.of("replicas: 1", "replicas: 2", ETCD + "}}")) {
      Manifest exporter = exporter("exporter: {" + store + "}");
      assertEquals("RollingUpdate", exporter.text("spec", "strategy", "type"));
      assertEquals(
          Map.of("maxSurge", 1, "maxUnavailable", 0),
          exporter.map("spec", "strategy", "rollingUpdate"));
      assertEquals("5s", exporter.env("NETCHECK_SHUTDOWN_DELAY"));
    }
    // Until then agents have found the new one.
    assertEquals("45", exporter("").text("spec", "minReadySeconds"));
  }

  @Test
  void anExporterOnALostNodeIsSoonReplacedOnAnother() {
    String own = "{key: a, operator: Exists}";
    List<?> tolerations =
        Yaml.list(
            exporter("exporter: {evictAfterSeconds: 15, tolerations: [" + own + "]}").pod(),
            "tolerations");
    assertEquals(
        List.of(
            Map.of(
                "key", "node.kubernetes.io/not-ready",
                "operator", "Exists",
                "effect", "NoExecute",
                "tolerationSeconds", 15),
            Map.of(
                "key", "node.kubernetes.io/unreachable",
                "operator", "Exists",
                "effect", "NoExecute",
                "tolerationSeconds", 15),
            Map.of("key", "a", "operator", "Exists")),
        tolerations);
  }

  @Test
  void otherPodsDoNotDisplaceAgentsAndExporters() {
    Rendering rendering = Chart.render("", "a", "b", Chart.KUBERNETES);
    Manifest priority = rendering.one("PriorityClass");
    assertEquals("b-a-netcheck", priority.name());
    assertEquals("1000000", priority.text("value"));
    assertEquals("b-a-netcheck", rendering.one("Deployment").pod().get("priorityClassName"));
    assertEquals("b-a-netcheck", rendering.one("DaemonSet").pod().get("priorityClassName"));

    Rendering own =
        Chart.render(
            "{priorityClass: {create: false}, podAgent: {priorityClassName: system-node-critical}}");
    assertFalse(own.has("PriorityClass"));
    assertEquals("system-node-critical", own.one("DaemonSet").pod().get("priorityClassName"));
    assertFalse(own.one("Deployment").pod().containsKey("priorityClassName"));
  }

  @Test
  void anEtcdIsSharedByAsManyAsThereAre() {
    Rendering rendering =
        Chart.render(
            "exporter: {replicas: 3, "
                + ETCD
                + ", authSecretName: a, tls: {secretName: b, clientCertificate: true}}}}");
    Manifest exporter = rendering.one("Deployment");
    assertEquals("etcd:http://a:2379,http://b:2379", exporter.env("NETCHECK_STORE"));
    assertEquals("RollingUpdate", exporter.text("spec", "strategy", "type"));
    assertEquals("/etc/netcheck/etcd/tls.key", exporter.env("NETCHECK_ETCD_KEY_FILE"));
    assertEquals("/etc/netcheck/etcd-login/login", exporter.env("NETCHECK_ETCD_AUTH_FILE"));
    assertEquals("1", rendering.one("PodDisruptionBudget").text("spec", "maxUnavailable"));
    assertEquals(1, Yaml.list(exporter.pod(), "topologySpreadConstraints").size());
  }

  @Test
  void oneExporterHasNoBudgetThatWouldKeepItsNodeFromBeingDrained() {
    assertFalse(Chart.render("exporter: {replicas: 1}").has("PodDisruptionBudget"));
    assertFalse(Chart.render("exporter: {replicas: 1, " + ETCD + "}}}").has("PodDisruptionBudget"));
  }

  @Test
  void probesAskTheProcessOnlyAndLivenessDoesNotAskWhetherItIsReady() {
    Rendering rendering = Chart.render("hostAgent: {enabled: true}");
    for (Manifest it : rendering.workloads()) {
      if (!it.kind().equals("Pod")) {
        assertEquals("/-/healthy", path(it, "livenessProbe"), it.id());
        assertEquals("/-/healthy", path(it, "startupProbe"), it.id());
        assertEquals("/-/ready", path(it, "readinessProbe"), it.id());
      }
    }
  }

  private static String path(Manifest it, String probe) {
    return Yaml.text(it.container(), probe, "httpGet", "path");
  }

  @Test
  void probesSpeakWhatIsServed() {
    String tls = "exporter: {web: {tls: {secretName: a, clientAuth: %s}}}";
    Manifest https = exporter(tls.formatted("VerifyClientCertIfGiven"));
    assertEquals("HTTPS", Yaml.text(https.container(), "livenessProbe", "httpGet", "scheme"));
    // The kubelet has no client certificate.
    Manifest mutual = exporter(tls.formatted("RequireAndVerifyClientCert"));
    assertEquals("http", Yaml.text(mutual.container(), "readinessProbe", "tcpSocket", "port"));
    assertEquals("", path(mutual, "readinessProbe"));
  }

  @Test
  void theWebConfigIsInTheToolkitsFormat() {
    Rendering rendering =
        Chart.render(
            """
            exporter:
              web:
                tls: {secretName: a, clientAuth: RequireAndVerifyClientCert}
                basicAuthUsers: {me: $2y$10$2GLXBwiOLuOs4D1SrTgKtOOv6xCUrIu9gPZYQp2Cy7FhPBs3G1sgO}
            """);
    Manifest exporter = rendering.one("Deployment");
    assertEquals("/etc/netcheck/web/web.yaml", exporter.env("NETCHECK_WEB_CONFIG_FILE"));
    assertEquals("a", Yaml.text(exporter.volume("tls"), "secret", "secretName"));
    assertEquals(
        Map.of(
            "tls_server_config",
            Map.of(
                "cert_file", "/etc/netcheck/tls/tls.crt",
                "key_file", "/etc/netcheck/tls/tls.key",
                "client_auth_type", "RequireAndVerifyClientCert",
                "client_ca_file", "/etc/netcheck/tls/ca.crt"),
            "basic_auth_users",
            Map.of("me", "$2y$10$2GLXBwiOLuOs4D1SrTgKtOOv6xCUrIu9gPZYQp2Cy7FhPBs3G1sgO")),
        Yaml.document(
            rendering.one("Secret", "netcheck-exporter-web").text("stringData", "web.yaml")));
    assertFalse(Chart.render("").has("Secret"));
  }

  @Test
  void readersCanNeedATokenOfASecret() {
    for (Manifest it :
        List.of(
            exporter("exporter: {web: {token: {secretName: a, key: b}}}"),
            agent("agent: {web: {token: {secretName: a, key: b}}}"))) {
      assertEquals("/etc/netcheck/web-token/token", it.env("NETCHECK_WEB_TOKEN_FILE"));
      assertEquals("a", Yaml.text(it.volume("web-token"), "secret", "secretName"));
      assertEquals(
          List.of(Map.of("key", "b", "path", "token")),
          Yaml.list(it.volume("web-token"), "secret", "items"));
      assertTrue(
          Yaml.list(it.container(), "volumeMounts")
              .contains(
                  Map.of(
                      "name", "web-token",
                      "mountPath", "/etc/netcheck/web-token",
                      "readOnly", true)));
      assertEquals("", it.env("NETCHECK_WEB_CONFIG_FILE"));
    }
    assertEquals("", exporter("").env("NETCHECK_WEB_TOKEN_FILE"));
  }

  @Test
  void allowedRangesAreTheSameForBoth() {
    String values = "allowedCIDRs: [10.0.0.0/8, 'fd00::/8']";
    assertEquals("10.0.0.0/8,fd00::/8", agent(values).env("NETCHECK_ALLOWED_CIDRS"));
    assertEquals("10.0.0.0/8,fd00::/8", exporter(values).env("NETCHECK_ALLOWED_CIDRS"));
  }

  @Test
  void browsersMayUseTheNameOfTheIngress() {
    String ingress = "ingress: {enabled: true, host: netcheck.example}";
    assertEquals(
        "netcheck.example", exporter("exporter: {" + ingress + "}").env("NETCHECK_ALLOWED_HOSTS"));
    assertEquals(
        "*.b.example,netcheck.example",
        exporter("exporter: {allowedHosts: ['*.b.example', netcheck.example], " + ingress + "}")
            .env("NETCHECK_ALLOWED_HOSTS"));
    assertEquals("", exporter("").env("NETCHECK_ALLOWED_HOSTS"));
  }

  @Test
  void imagesAreThoseOfTheVersionOrOfATagOrADigest() {
    assertEquals("ghcr.io/netcheck/netcheck-agent:" + Repository.version(), image(agent("")));
    assertEquals("a:b", image(exporter("exporter: {image: {repository: a, tag: b}}")));
    String digest = "sha256:" + "0".repeat(64);
    assertEquals(
        "a@" + digest, image(agent("agent: {image: {repository: a, digest: '" + digest + "'}}")));
  }

  private static String image(Manifest it) {
    return Yaml.text(it.container(), "image");
  }

  @Test
  void theHostAgentsPortIsThatOfTheNode() {
    Set<Object> ports =
        Yaml.list(hostAgent("agent: {metricsPort: 9091}").container(), "ports").stream()
            .map(port -> List.of(Yaml.at(port, "containerPort"), Yaml.at(port, "hostPort")))
            .collect(Collectors.toSet());
    assertEquals(Set.of(List.of(6100, 6100), List.of(9091, 9091)), ports);
  }

  @Test
  void agentsRunOnEveryLinuxNodeWhateverItIsTaintedWith() {
    Manifest agent = agent("");
    assertEquals(List.of(Map.of("operator", "Exists")), agent.pod().get("tolerations"));
    assertEquals(Map.of("kubernetes.io/os", "linux"), agent.pod().get("nodeSelector"));
  }

  @Test
  void theTestAsksTheExporterWithWhatItsImageHas() {
    Manifest test = Chart.render("", "a", "b", Chart.KUBERNETES).one("Pod");
    assertEquals("test", test.map("metadata", "annotations").get("was/hook"));
    List<?> command = Yaml.list(test.container(), "command");
    assertEquals("java", command.getFirst());
    assertEquals("http://a-netcheck-exporter.b.svc:8080/-/complete", command.getLast());
    assertFalse(command.contains("--ca-file"), command::toString);
  }

  @Test
  void theTestUsesTheTlsOfTheAgents() {
    String tls = "exporter: {web: {tls: {secretName: a, clientAuth: %s}}}\n";
    String ca = "agent: {exporterCA: {secretName: b, key: c.pem}}\n";
    Manifest test = Chart.render(tls.formatted("VerifyClientCertIfGiven") + ca).one("Pod");
    List<?> command = Yaml.list(test.container(), "command");
    assertEquals("https://netcheck-exporter.netcheck.svc:8080/-/complete", command.getLast());
    assertTrue(command.contains("/etc/netcheck/exporter-ca/c.pem"), command::toString);
    assertEquals("b", Yaml.text(test.volume("exporter-ca"), "secret", "secretName"));

    String required = tls.formatted("RequireAndVerifyClientCert") + ca;
    assertFalse(Chart.render(required).has("Pod"));
    Manifest mutual =
        Chart.render(required + "auth: {mode: certificate, certificate: {secretName: d}}")
            .one("Pod");
    assertTrue(
        Yaml.list(mutual.container(), "command").contains("/etc/netcheck/certificate/tls.key"));
    assertEquals("d", Yaml.text(mutual.volume("certificate"), "secret", "secretName"));
  }

  @Test
  void whatElseIsWantedIsInstalledWithIt() {
    Rendering rendering =
        Chart.render(
            "extraManifests: [{apiVersion: v1, kind: ConfigMap, metadata: {name: '{{ .Release.Name }}-x'}}]");
    assertEquals("netcheck-x", rendering.one("ConfigMap").name());
  }
}
