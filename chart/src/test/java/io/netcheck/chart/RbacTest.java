// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The exporter may read nodes and the pods of its namespace and request token reviews, and by
 * default nothing else.
 */
class RbacTest {
  private static List<Path> files() {
    return Chart.valuesFiles();
  }

  @ParameterizedTest
  @MethodSource("files")
  void noAccountMayWriteReadSecretsOrDoEverything(Path file) throws IOException {
    for (Manifest role : Chart.render(Files.readString(file)).manifests()) {
      for (Object rule : role.kind().endsWith("Role") ? role.list("rules") : List.of()) {
        List<?> resources = Yaml.list(rule, "resources");
        List<?> verbs = Yaml.list(rule, "verbs");
        assertEquals(1, resources.size(), rule::toString);
        List<List<String>> allowed =
            switch (String.valueOf(resources.getFirst())) {
              case "nodes", "pods" -> List.of(List.of("list", "watch"));
              case "tokenreviews", "events" -> List.of(List.of("create"));
              case "nodes/status" -> List.of(List.of("patch"));
              case "leases" -> List.of(List.of("create"), List.of("get", "patch"));
              default -> List.of();
            };
        assertTrue(allowed.contains(verbs), rule::toString);
        assertFalse(String.valueOf(rule).contains("*"), rule::toString);
      }
    }
  }

  @Test
  void podsAreReadInItsOwnNamespaceOnly() {
    Rendering rendering = Chart.render("");
    assertEquals(
        List.of(List.of("nodes"), List.of("tokenreviews")),
        rendering.one("ClusterRole").list("rules").stream()
            .map(rule -> Yaml.list(rule, "resources"))
            .toList());
    assertEquals(
        List.of(List.of("pods")),
        rendering.one("Role").list("rules").stream()
            .map(rule -> Yaml.list(rule, "resources"))
            .toList());
    for (String binding : List.of("RoleBinding", "ClusterRoleBinding")) {
      assertEquals(
          List.of(
              Map.of(
                  "kind", "ServiceAccount", "name", "netcheck-exporter", "namespace", "netcheck")),
          rendering.one(binding).list("subjects"));
    }
  }

  @Test
  void whatTheExporterMayWriteIsWhatItIsAskedToWrite() {
    Rendering condition = Chart.render("exporter: {kubernetes: {nodeCondition: true}}");
    String wide = String.valueOf(condition.one("ClusterRole").root());
    assertTrue(wide.contains("nodes/status"), wide);
    String own = String.valueOf(condition.one("Role").root());
    assertTrue(own.contains("resourceNames=[netcheck-exporter]"), own);
    assertFalse(String.valueOf(condition.manifests()).contains("events"));
    Rendering events = Chart.render("exporter: {kubernetes: {nodeEvents: true}}");
    assertFalse(String.valueOf(events.one("ClusterRole").root()).contains("nodes/status"));
    assertEquals(
        List.of("default", "netcheck"),
        events.manifests().stream()
            .filter(manifest -> manifest.kind().equals("Role"))
            .map(manifest -> manifest.text("metadata", "namespace"))
            .sorted()
            .toList());
    String nothing = String.valueOf(Chart.render("").manifests());
    assertFalse(nothing.contains("leases") || nothing.contains("nodes/status"), nothing);
  }

  @Test
  void tokensAreReviewedOnlyWhereAgentsShowThem() {
    String role =
        String.valueOf(
            Chart.render("auth: {mode: token, token: {secretName: a}}").one("ClusterRole").root());
    assertFalse(role.contains("tokenreviews"), role);
  }

  @Test
  void withoutTheApiThereAreNoRights() {
    Rendering rendering =
        Chart.render("{auth: {mode: none}, exporter: {kubernetes: {enabled: false}}}");
    assertFalse(rendering.has("ClusterRole") || rendering.has("Role"));
  }

  @Test
  void everyComponentHasAnAccountOfItsOwn() {
    assertEquals(
        List.of("netcheck-agent-host", "netcheck-agent-pod", "netcheck-exporter"),
        Chart.render("hostAgent: {enabled: true}").all("ServiceAccount").stream()
            .map(Manifest::name)
            .sorted()
            .toList());
  }

  /**
   * The permissions are equal to those in docs/kubernetes.md for installation without the chart.
   */
  @Test
  void theyAreThoseOfTheDocumentation() {
    String page = Repository.read("docs/kubernetes.md");
    String yaml = page.replaceFirst("(?s).*?```yaml\n(.*?)```.*", "$1");
    Rendering documented = Rendering.of(yaml);
    Rendering chart = Chart.render("");
    assertEquals(
        documented.one("ClusterRole").list("rules").getFirst(),
        chart.one("ClusterRole").list("rules").getFirst());
    assertEquals(documented.one("Role").list("rules"), chart.one("Role").list("rules"));
  }
}
