// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chart passes the linter of Helm, and its description and package are complete. */
class LintTest {
  private static final Map<String, Object> CHART =
      Yaml.document(Repository.read("chart/netcheck/Chart.yaml"));

  @Test
  void theLinterHasNothingToSay() {
    LintResult result = Chart.helm().lint().strict().call();
    assertFalse(result.isFailed(), result.getMessages()::toString);
    assertEquals(List.of(), result.getMessages());
  }

  @Test
  void itIsOfTheVersionThatTheProgramsAreOf() {
    String pom = Repository.read("pom.xml");
    String version =
        pom.replaceFirst("(?s).*?<artifactId>netcheck</artifactId>\\s*<version>([^<]+).*", "$1");
    assertEquals(version, CHART.get("version"));
    assertEquals(version, CHART.get("appVersion"));
    assertEquals(
        List.of(
            "ghcr.io/netcheck/netcheck-agent:" + version,
            "ghcr.io/netcheck/netcheck-exporter:" + version),
        annotated("images").stream().map(image -> Yaml.text(image, "image")).toList());
  }

  @Test
  void artifactHubIsToldWhatItAsksFor() {
    assertTrue(
        CHART
            .keySet()
            .containsAll(
                Set.of(
                    "home",
                    "icon",
                    "keywords",
                    "sources",
                    "maintainers",
                    "kubeVersion",
                    "description")));
    assertFalse(annotated("links").isEmpty());
    annotated("changes")
        .forEach(change ->
            assertTrue(
                Set.of("added", "changed", "deprecated", "removed", "fixed", "security")
                    .contains(Yaml.text(change, "kind"))));
  }

  /** An annotation that contains YAML. */
  private static List<?> annotated(String name) {
    String text = Yaml.text(CHART, "annotations", "artifacthub.io/" + name);
    return Yaml.list(Yaml.document("it:\n" + text.indent(2)), "it");
  }

  @Test
  void aPackageHasTheRulesAndDashboardsAndRendersTheSame(@TempDir Path folder) throws IOException {
    Chart.helm().packageIt().withDestination(folder).call();
    Path file = folder.resolve("netcheck-" + CHART.get("version") + ".tgz");
    assertTrue(Files.size(file) < 200_000, () -> file + " is large");
    Path values = Repository.at("chart/netcheck/ci/operator-values.yaml");

    String packaged =
        new com.marcnuri.helm.Helm(file)
            .template()
            .withName(Chart.RELEASE)
            .withNamespace(Chart.NAMESPACE)
            .withKubeVersion(Chart.KUBERNETES)
            .withValuesFile(values)
            .call();

    assertEquals(
        Chart.render(Files.readString(values) + "tests: {enabled: false}\n").text(), packaged);
  }

  @Test
  void kubernetesThatIsTooOldIsRefused() {
    IllegalStateException refusal =
        org.junit.jupiter.api.Assertions.assertThrows(
            IllegalStateException.class, () -> Chart.render("", "netcheck", "netcheck", "1.24.0"));
    assertTrue(
        refusal.getMessage().contains("requires kubeVersion: >=1.25.0-0"), refusal::getMessage);
  }
}
