// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages of the platforms say the same things, and the chart takes the values they show. */
class PlatformPagesTest {
  private static List<String> pages() {
    return Repository.files("docs/install", ".md").stream()
        .map(Path::getFileName)
        .map(Path::toString)
        .toList();
  }

  private static String text(String page) {
    return Repository.read("docs/install/" + page);
  }

  private static List<String> values(String page) {
    return InstallPage.blocks(text(page), "yaml")
        .filter(it -> it.startsWith("# values.yaml\n"))
        .toList();
  }

  @Test
  void thePageOfTheInstallationLeadsToEach() {
    assertEquals(7, pages().size());
    for (String page : pages()) {
      assertTrue(InstallPage.TEXT.contains("(install/" + page + ")"), page);
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void eachSaysWhatTheNetworkLetsThrough(String page) {
    for (String row : List.of("MTU", "ICMP", "policies", "ports")) {
      assertTrue(text(page).contains("\n| " + row + " | "), page + " " + row);
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void theChartTakesTheValues(String page) {
    assertFalse(values(page).isEmpty(), page);
    for (String values : values(page)) {
      assertTrue(Chart.render(values).has("Deployment"), values);
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void theValuesThatAreNamedExist(String page) {
    Map<String, Object> values = Yaml.document(Repository.read("chart/netcheck/values.yaml"));
    for (MatchResult it :
        Pattern.compile("`((?:[a-zA-Z]+\\.)+[a-zA-Z]+)`").matcher(text(page)).results().toList()) {
      String[] path = it.group(1).split("\\.", -1);
      if (values.containsKey(path[0])) {
        Object parent = Yaml.at(values, Arrays.copyOf(path, path.length - 1));
        assertTrue(Yaml.map(parent).containsKey(path[path.length - 1]), it.group(1));
      }
    }
  }

  @Test
  void onOpenShiftNoPodStatesAUserAndTheResolverIsTheirs() {
    Rendering rendering = Chart.render(values("openshift.md").getFirst());
    for (Manifest it : rendering.workloads()) {
      assertFalse(Yaml.map(Yaml.at(it.pod(), "securityContext")).containsKey("runAsUser"), it.id());
    }
    assertEquals(
        "dns-default.openshift-dns.svc.cluster.local",
        rendering.one("DaemonSet").env("NETCHECK_CLUSTER_DNS"));
  }

  /** The selectors of Cilium's policies are those of the pods. */
  @Test
  void withCiliumThePoliciesSelectThePods() {
    Rendering rendering =
        Chart.render(
            values("bare-metal.md").stream().filter(it -> it.contains("cilium")).findFirst().get());
    List<Manifest> policies = rendering.all("CiliumNetworkPolicy");
    assertEquals(2, policies.size());
    for (Manifest policy : policies) {
      Map<String, Object> labels = policy.map("spec", "endpointSelector", "matchLabels");
      assertEquals(
          1,
          rendering.workloads().stream()
              .filter(it -> it.podLabels().entrySet().containsAll(labels.entrySet()))
              .count(),
          policy.id());
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void pagesWithNodesWithoutAgentsKeepAgentsAway(String page) {
    for (String values : values(page)) {
      if (values.contains("NotIn")) {
        Object term =
            Yaml.list(
                    Chart.render(values).one("DaemonSet").pod(),
                    "affinity",
                    "nodeAffinity",
                    "requiredDuringSchedulingIgnoredDuringExecution",
                    "nodeSelectorTerms")
                .getFirst();
        assertEquals(1, Yaml.list(term, "matchExpressions").size(), page);
      }
    }
  }
}
