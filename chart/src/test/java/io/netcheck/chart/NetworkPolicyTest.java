// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The policies allow the traffic that Netcheck needs, including ICMP, and no other traffic. */
class NetworkPolicyTest {
  private static Rendering with(String values) {
    return Chart.render("networkPolicy: {enabled: true}\n" + values);
  }

  private static Manifest policy(Rendering rendering, String component) {
    return rendering.one("NetworkPolicy", "netcheck-" + component);
  }

  /** The ports of all rules of a direction that name a peer with {@code component}. */
  private static Set<List<?>> portsFor(Manifest policy, String direction, String component) {
    String peers = direction.equals("ingress") ? "from" : "to";
    return policy.list("spec", direction).stream()
        .filter(rule ->
            Yaml.list(rule, peers).stream()
                .anyMatch(peer ->
                    component.equals(
                        Yaml.text(
                            peer, "podSelector", "matchLabels", "app.kubernetes.io/component"))))
        .map(rule -> Yaml.list(rule, "ports"))
        .collect(Collectors.toSet());
  }

  private static Map<String, Object> tcp(int port) {
    return Map.of("protocol", "TCP", "port", port);
  }

  @Test
  void bothDirectionsAreDecidedForEverybody() {
    Rendering rendering = with("");
    for (String component : List.of("exporter", "agent-pod", "test")) {
      assertEquals(
          List.of("Ingress", "Egress"), policy(rendering, component).list("spec", "policyTypes"));
    }
  }

  @Test
  void agentsReachEachOtherByIcmpForWhichThereIsNoPortToName() {
    Manifest agents = policy(with(""), "agent-pod");
    assertEquals(Set.of(List.of()), portsFor(agents, "ingress", "agent-pod"));
    assertEquals(Set.of(List.of()), portsFor(agents, "egress", "agent-pod"));
  }

  @Test
  void agentsReachTheExporterAndTheExporterReachesNoAgent() {
    Rendering rendering = with("");
    assertEquals(
        Set.of(List.of(tcp(8080))), portsFor(policy(rendering, "agent-pod"), "egress", "exporter"));
    assertEquals(
        Set.of(List.of(tcp(8080))),
        portsFor(policy(rendering, "exporter"), "ingress", "agent-pod"));
    assertEquals(Set.of(), portsFor(policy(rendering, "exporter"), "egress", "agent-pod"));
    assertEquals(Set.of(), portsFor(policy(rendering, "agent-pod"), "ingress", "exporter"));
  }

  @Test
  void theTestOfTheReleaseIsLetIn() {
    Rendering rendering = with("");
    assertEquals(
        Set.of(List.of(tcp(8080))), portsFor(policy(rendering, "exporter"), "ingress", "test"));
    assertEquals(
        Set.of(List.of(tcp(8080))), portsFor(policy(rendering, "test"), "egress", "exporter"));
    assertEquals(List.of(), policy(rendering, "test").list("spec", "ingress"));
  }

  @Test
  void prometheusIsLetInWhereTheMetricsAre() {
    Rendering rendering = with("agent: {metricsPort: 9091}\nexporter: {metricsPort: 9090}");
    assertEquals(List.of(tcp(9091)), scraped(policy(rendering, "agent-pod")));
    assertEquals(List.of(tcp(9090)), scraped(policy(rendering, "exporter")));
    assertEquals(List.of(tcp(6100)), scraped(policy(with(""), "agent-pod")));
  }

  private static List<?> scraped(Manifest policy) {
    Object rule = policy.list("spec", "ingress").getLast();
    assertEquals(
        "prometheus",
        Yaml.text(
            Yaml.list(rule, "from").getFirst(),
            "podSelector",
            "matchLabels",
            "app.kubernetes.io/name"));
    return Yaml.list(rule, "ports");
  }

  private static Set<String> blocks(Manifest policy, String direction, String peers) {
    return policy.list("spec", direction).stream()
        .flatMap(rule -> Yaml.list(rule, peers).stream())
        .map(peer -> Yaml.text(peer, "ipBlock", "cidr"))
        .filter(cidr -> !cidr.isEmpty())
        .collect(Collectors.toSet());
  }

  @Test
  void hostAgentsAreLetInByTheirNodesAddressesAndOnlyIfThereAreAny() {
    assertEquals(Set.of(), blocks(policy(with(""), "exporter"), "ingress", "from"));
    assertEquals(
        Set.of("10.1.0.0/16"),
        blocks(
            policy(
                Chart.render(
                    "{hostAgent: {enabled: true}, networkPolicy: {enabled: true, nodeCIDRs:"
                        + " [10.1.0.0/16]}}"),
                "exporter"),
            "ingress",
            "from"));
  }

  /** The default ranges are the same as in the programs. */
  @Test
  void nodesAreWhereTheProgramsExpectThem() {
    String documented =
        Repository.read("docs/configuration.md")
            .replaceFirst(
                "(?s).*`NETCHECK_ALLOWED_CIDRS` \\| `--allowed-cidrs` \\| `([^`]+)`.*", "$1")
            .replace("fc00:0:0:0:0:0:0:0/7", "fc00::/7");
    assertEquals(
        Stream.of(documented.split(",", -1)).collect(Collectors.toSet()),
        blocks(policy(with(""), "agent-pod"), "egress", "to"));
  }

  @Test
  void onlyTheExporterReachesTheApiAndEtcd() {
    Rendering rendering =
        with("exporter: {store: {type: etcd, etcd: {endpoints: ['https://[fd00::1]:2381']}}}");
    List<?> egress = policy(rendering, "exporter").list("spec", "egress");
    assertTrue(egress.contains(Map.of("ports", List.of(tcp(2381)))), egress::toString);
    assertTrue(String.valueOf(egress).contains("6443"));
    assertFalse(String.valueOf(policy(rendering, "agent-pod").root()).contains("6443"));
    assertFalse(
        String.valueOf(
                policy(
                        with("auth: {mode: none}\nexporter: {kubernetes: {enabled: false}}"),
                        "exporter")
                    .root())
            .contains("6443"));
  }

  @Test
  void everybodyMayResolveNames() {
    Rendering rendering = with("");
    for (String component : List.of("exporter", "agent-pod", "test")) {
      assertTrue(
          policy(rendering, component)
              .list("spec", "egress")
              .contains(Map.of("ports", List.of(Map.of("protocol", "UDP", "port", 53), tcp(53)))),
          component);
    }
  }
}
