// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Helm rejects wrong values before it installs anything, with a message that names the value. */
class SchemaTest {
  private static JsonNode schema() throws IOException {
    return new ObjectMapper().readTree(Repository.read("chart/netcheck/values.schema.json"));
  }

  /** Only objects of Kubernetes types are open, and the schema says so. All others are closed. */
  @Test
  void itIsClosedAtEveryLevel() throws IOException {
    List<String> open = new ArrayList<>();
    JsonNode schema = schema();
    findOpen(schema, "", open);
    assertEquals(List.of(), open);
    assertTrue(schema.findValues("additionalProperties").size() > 60);
  }

  private static void findOpen(JsonNode node, String path, List<String> open) {
    if (node.path("type").asText().equals("object")
        && !node.has("$comment")
        && !node.path("additionalProperties").isObject()
        && node.path("additionalProperties").asBoolean(true)) {
      open.add(path);
    }
    node.properties()
        .forEach(field -> findOpen(field.getValue(), path + "/" + field.getKey(), open));
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      findOpen(node.get(i), path + "/" + i, open);
    }
  }

  @Test
  void itKnowsTheValuesThatThereAreAndNoOthers() throws IOException {
    JsonNode schema = schema();
    Set<String> known = new TreeSet<>();
    collect(schema, schema, "", known);
    Set<String> given = new TreeSet<>();
    collect(Yaml.document(Repository.read("chart/netcheck/values.yaml")), "", known, given);
    assertEquals(known, given);
  }

  /** The properties of the schema, by path. */
  private static void collect(JsonNode schema, JsonNode node, String path, Set<String> known) {
    JsonNode resolved = node.has("$ref") ? schema.at(node.get("$ref").asText().substring(1)) : node;
    if (!resolved.has("properties") || isOfKubernetes(path)) {
      known.add(path);
      return;
    }
    resolved
        .get("properties")
        .properties()
        .forEach(field ->
            collect(
                schema,
                field.getValue(),
                path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                known));
  }

  private static boolean isOfKubernetes(String path) {
    return path.matches(
        "(.*\\.)?(resources|affinity|basicAuth|authorization|dnsConfig|(pod|container)SecurityContext)");
  }

  private static void collect(
      Map<String, Object> values, String path, Set<String> known, Set<String> given) {
    values.forEach((key, value) -> {
      String its = path.isEmpty() ? key : path + "." + key;
      if (value instanceof Map<?, ?> && !known.contains(its)) {
        collect(Yaml.map(value), its, known, given);
      } else {
        given.add(its);
      }
    });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          expoter: {replicas: 2}                       | additional properties 'expoter' not allowed
          exporter: {replica: 2}                       | at '/exporter': additional properties 'replica' not allowed
          exporter: {replicas: two}                    | at '/exporter/replicas': got string, want integer
          exporter: {replicas: -1}                     | at '/exporter/replicas': minimum: got -1, want 0
          exporter: {port: 70000}                      | at '/exporter/port': maximum: got 70,000, want 65,535
          exporter: {store: {type: redis}}             | at '/exporter/store/type': value must be one of 'memory', 'file', 'etcd'
          exporter: {store: {type: etcd, etcd: {endpoints: [etcd:2379]}}} | at '/exporter/store/etcd/endpoints/0': 'etcd:2379' does not match pattern
          exporter: {resources: {limits: {memory: lots}}} | at '/exporter/resources/limits/memory': 'lots' does not match pattern
          exporter: {image: {digest: "sha256:12"}}     | at '/exporter/image/digest': 'sha256:12' does not match pattern
          exporter: {web: {basicAuthUsers: {me: secret}}} | at '/exporter/web/basicAuthUsers/me': 'secret' does not match pattern
          exporter: {web: {token: secret}}              | at '/exporter/web/token': got string, want object
          exporter: {web: {tls: {clientAuth: yes please}}} | at '/exporter/web/tls/clientAuth': value must be one of 'NoClientCert', 'VerifyClientCertIfGiven', 'RequireAndVerifyClientCert'
          exporter: {settings: {cache-key-second: 5s}} | at '/exporter/settings': additional properties 'cache-key-second' not allowed
          auth: {mode: magic}                          | at '/auth/mode': value must be one of 'kubernetes', 'token', 'certificate', 'none'
          auth: {grace: soon}                          | at '/auth/grace': 'soon' does not match pattern
          auth: {serviceAccounts: [agent]}             | at '/auth/serviceAccounts/0': 'agent' does not match pattern
          allowedCIDRs: 10.0.0.0/8                     | at '/allowedCIDRs': got string, want array
          allowedCIDRs: [10.0.0.0]                     | at '/allowedCIDRs/0': '10.0.0.0' does not match pattern
          logLevel: loud                               | at '/logLevel': value must be one of 'error', 'warn', 'info', 'debug', 'trace'
          agent: {services: {web: web.example}}        | at '/agent/services/web': 'web.example' does not match pattern '^(tcp|https?)://.+$'
          agent: {maxUnavailable: some}                | at '/agent/maxUnavailable': 'some' does not match pattern
          podAgent: {enabled: "yes"}                   | at '/podAgent/enabled': got string, want boolean
          podAgent: {tolerations: [{operator: Sometimes}]} | at '/podAgent/tolerations/0/operator': value must be one of 'Exists', 'Equal'
          podAgent: {pingSysctl: maybe}                | at '/podAgent/pingSysctl': value must be one of true, false, 'auto'
          podSecurityContext: {runAsUsr: 5}            | at '/podSecurityContext': additional properties 'runAsUsr' not allowed
          exporter: {extraEnv: [{value: a}]}           | at '/exporter/extraEnv/0': missing property 'name'
          exporter: {clusters: {a: "https://me:secret@b"}} | at '/exporter/clusters/a': 'https://me:secret@b' does not match pattern
          exporter: {httpRoute: {path: /a/}}           | at '/exporter/httpRoute/path': '/a/' does not match pattern
          exporter: {httpRoute: {enabled: true}}       | exporter.httpRoute.parentRefs: exporter.httpRoute.enabled needs at least one gateway
          podMonitor: {sampleLimit: -1}                | at '/podMonitor/sampleLimit': minimum: got -1, want 0
          agent: {serviceCA: {secretName: a, configMapName: b}} | agent.serviceCA: set secretName or configMapName, not both
          hostAgent: {hostUsers: false}                | at '/hostAgent': additional properties 'hostUsers' not allowed
          hostAgent: {pingSysctl: true}                | at '/hostAgent': additional properties 'pingSysctl' not allowed
          hostAgent: {podLabels: {a b: c}}             | at '/hostAgent/podLabels': additional properties 'a b' not allowed
          prometheusRule: {alerts: {NetcheckLinkDown: {for: five}}} | at '/prometheusRule/alerts/NetcheckLinkDown/for': 'five' does not match pattern
          prometheusRule: {alerts: {NetcheckLinkDown: {severity: page}}} | at '/prometheusRule/alerts/NetcheckLinkDown/severity': value must be one of '', 'critical', 'warning', 'info'
          prometheusRule: {alerts: {NetcheckLinkDown: {threshold: 1}}} | at '/prometheusRule/alerts/NetcheckLinkDown': additional properties 'threshold' not allowed
          prometheusRule: {alerts: {NetcheckLinksDown: {enabled: false}}} | at '/prometheusRule/alerts': additional properties 'NetcheckLinksDown' not allowed
          prometheusRule: {alerts: {NetcheckSeriesLimitReached: {threshold: 5}}} | at '/prometheusRule/alerts/NetcheckSeriesLimitReached/threshold': exclusiveMaximum: got 5, want 1
          prometheusRule: {objective: 99.9}            | at '/prometheusRule/objective': exclusiveMaximum: got 99.9, want 1
          networkPolicy: {apiServerPorts: [https]}     | at '/networkPolicy/apiServerPorts/0': got string, want integer
          serviceMonitor: {basicAuth: {password: secret}} | at '/serviceMonitor/basicAuth/password': got string, want object
          dashboards: {labels: {grafana_dashboard: 1}} | at '/dashboards/labels/grafana_dashboard': got number, want string
          fullnameOverride: Netcheck                   | at '/fullnameOverride': 'Netcheck' does not match pattern
          agent: {exporterUrl: 'http://x'}             | agent.exporterUrl: with exporter.replicas=2 and without etcd each agent must report to each exporter; set agent.exporters to a name that leads to all of them, or exporter.replicas=1
          exporter: {store: {type: etcd}}              | exporter.store.etcd.endpoints: exporter.store.type=etcd needs at least one endpoint, such as https://etcd.example:2379
          exporter: {store: {etcd: {endpoints: ["http://etcd:2379"]}}} | exporter.store.etcd.endpoints: not used with exporter.store.type=memory; set exporter.store.type=etcd
          exporter: {store: {type: etcd, etcd: {endpoints: ["http://etcd:2379"], tls: {clientCertificate: true}}}} | exporter.store.etcd.tls.clientCertificate: needs exporter.store.etcd.tls.secretName
          exporter: {kubernetes: {enabled: false}}     | auth.mode=kubernetes: needs the Kubernetes API to review tokens; set exporter.kubernetes.enabled=true
          exporter: {ingress: {enabled: true}}         | exporter.ingress.host: exporter.ingress.enabled needs a host name
          exporter: {metricsPort: 8080}                | exporter.metricsPort=8080: must differ from exporter.port
          exporter: {web: {tls: {clientAuth: RequireAndVerifyClientCert}}} | exporter.web.tls.clientAuth=RequireAndVerifyClientCert: client certificates need exporter.web.tls.secretName
          {auth: {mode: none}, exporter: {web: {token: {secretName: a}}}} | exporter.web.token: with auth.mode=none heartbeats need this token too, and agents do not have it; use another auth.mode
          serviceMonitor: {basicAuth: {username: {name: a, key: b}}, authorization: {credentials: {name: a, key: b}}} | serviceMonitor.authorization: set it or serviceMonitor.basicAuth, not both
          exporter: {settings: {HTTP_PORT: 80}}        | exporter.settings.HTTP_PORT: the chart sets HTTP_PORT itself; use the matching value in values.yaml
          agent: {settings: {NODE_IP: 10.0.0.1}}       | agent.settings.NODE_IP: the chart sets NODE_IP itself
          agent: {metricsPort: 6100}                   | agent.metricsPort=6100: must differ from podAgent.port
          agent: {exporterCA: {secretName: a, configMapName: b}} | agent.exporterCA: set secretName or configMapName, not both
          auth: {mode: token}                          | auth.token.secretName: auth.mode=token needs a Secret with the token
          auth: {mode: certificate}                    | auth.certificate.secretName: auth.mode=certificate needs a Secret
          auth: {mode: certificate, certificate: {secretName: a}} | auth.mode=certificate: needs exporter.web.tls.secretName, and exporter.web.tls.clientAuth
          """)
  void aWrongValueIsRejectedByName(String values, String message) {
    String refusal = Chart.refusal(values);
    assertTrue(refusal.contains(message), () -> "expected: " + message + "\nwas: " + refusal);
  }

  @Test
  void allMistakesAreReportedAtOnce() {
    String refusal = Chart.refusal("{logLevel: loud, exporter: {port: 0}}");
    assertTrue(Stream.of("/logLevel", "/exporter/port").allMatch(refusal::contains), refusal);
  }
}
