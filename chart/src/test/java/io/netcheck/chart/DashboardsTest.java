// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The ConfigMaps contain the files of dashboards/, with the label that Grafana's sidecar needs. */
class DashboardsTest {
  @Test
  void everyDashboardIsThereAsItIsInItsFile() throws IOException {
    Map<String, String> rendered = new TreeMap<>();
    for (Manifest map : Chart.render("dashboards: {enabled: true}").all("ConfigMap")) {
      assertEquals("1", map.labels().get("grafana_dashboard"));
      assertEquals("Netcheck", map.text("metadata", "annotations", "grafana_folder"));
      map.map("data").forEach((name, json) -> rendered.put(name, String.valueOf(json)));
    }
    Map<String, String> files = new TreeMap<>();
    for (Path file : Repository.files("dashboards", ".json")) {
      files.put("netcheck-" + file.getFileName(), Files.readString(file));
    }
    assertEquals(files, rendered);
  }

  @Test
  void noneIsTooLargeForAConfigMap() {
    for (Manifest map : Chart.render("dashboards: {enabled: true}").all("ConfigMap")) {
      assertTrue(String.valueOf(map.root()).length() < 1 << 20, map.id());
    }
  }

  @Test
  void theLabelIsTheSidecarsOwn() {
    Manifest map =
        Chart.render(
                "dashboards: {enabled: true, labels: {grafana_dashboard: null, mine: yes-please}}")
            .all("ConfigMap")
            .getFirst();
    assertEquals("yes-please", map.labels().get("mine"));
    assertTrue(!map.labels().containsKey("grafana_dashboard"), map.labels()::toString);
  }
}
