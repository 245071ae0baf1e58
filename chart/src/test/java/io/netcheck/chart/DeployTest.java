// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The files for installation without Helm are equal to the rendered chart. */
class DeployTest {
  private static final Pattern DOCUMENT = Pattern.compile("(?m)^---\n");

  private static final String HEADER =
      """
      # SPDX-License-Identifier: Apache-2.0
      # Generated from chart/netcheck; a test checks that it is up to date. Needs Kubernetes 1.29 or newer.
      # %s
      """;

  private static final String NAMESPACE =
      """
      ---
      apiVersion: v1
      kind: Namespace
      metadata:
        name: netcheck
        labels:
          app.kubernetes.io/part-of: netcheck
          pod-security.kubernetes.io/enforce: restricted
      """;

  /**
   * Helm does not manage these objects, and refuses to take over what claims it without its
   * annotations.
   */
  static Rendering withoutHelm(Rendering rendering) {
    return Rendering.of(
        rendering.text().replaceAll("(?m)^ *app\\.kubernetes\\.io/managed-by: Helm\n", ""));
  }

  @Test
  void allInOneHasTheDefaults() throws IOException {
    Repository.check(
        "deploy/all-in-one.yaml",
        HEADER.formatted("kubectl apply --filename deploy/all-in-one.yaml")
            + NAMESPACE
            + withoutHelm(Chart.render("tests: {enabled: false}")).text());
  }

  @Test
  void thePrometheusOperatorsObjectsAreAFileOfTheirOwn() throws IOException {
    Rendering rendering =
        Chart.render(
            """
            serviceMonitor: {enabled: true}
            podMonitor: {enabled: true}
            prometheusRule: {enabled: true}
            dashboards: {enabled: true}
            """);
    List<String> kinds = List.of("ServiceMonitor", "PodMonitor", "PrometheusRule", "ConfigMap");
    Repository.check(
        "deploy/prometheus-operator.yaml",
        HEADER.formatted(
                "kubectl apply --filename deploy/prometheus-operator.yaml, after all-in-one.yaml")
            + Arrays.stream(DOCUMENT.split(withoutHelm(rendering).text()))
                .filter(document ->
                    kinds.stream().anyMatch(kind -> document.contains("\nkind: " + kind + "\n")))
                .collect(Collectors.joining("---\n", "---\n", "")));
  }
}
