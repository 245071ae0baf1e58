// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The objects of an installed release keep their names and selectors. Kubernetes rejects a workload
 * with another selector. Helm deletes an object with another name, such as a claim with its data or
 * a Service with its address. The list is from the last release. The README, section Upgrading,
 * lists the changes that must happen.
 */
class UpgradeTest {
  private static final String IDENTITIES = "chart/src/test/resources/identities.txt";

  @Test
  void namesAndSelectorsAreThoseOfTheLastRelease() throws IOException {
    List<String> identities = new ArrayList<>();
    for (String values :
        List.of(
            "default",
            "host-network",
            "operator",
            "store-file",
            "store-etcd",
            "legacy",
            "ingress")) {
      String yaml = Files.readString(Repository.at("chart/netcheck/ci/" + values + "-values.yaml"));
      for (String release : List.of("netcheck", "other")) {
        Chart.render(yaml, release, "somewhere", Chart.KUBERNETES).manifests().stream()
            .map(UpgradeTest::identity)
            .sorted()
            .forEach(identity -> identities.add(values + " " + release + ": " + identity));
      }
    }
    if (!Files.exists(Repository.at(IDENTITIES))) {
      Repository.check(IDENTITIES, String.join("\n", identities) + "\n");
    }
    assertEquals(Repository.read(IDENTITIES), String.join("\n", identities) + "\n");
  }

  private static String identity(Manifest it) {
    Map<String, Object> selector =
        switch (it.kind()) {
          case "Deployment", "DaemonSet", "PodDisruptionBudget" ->
              it.map("spec", "selector", "matchLabels");
          case "Service" -> it.map("spec", "selector");
          default -> Map.of();
        };
    return it.id() + (selector.isEmpty() ? "" : " " + new TreeMap<>(selector));
  }
}
