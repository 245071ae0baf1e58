// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.clusters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.settings.Settings;
import io.netcheck.exporter.ExporterSettings;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtherClusterTest {
  private static Settings settings(String value) {
    return new Settings(
        ExporterSettings.ALL, Map.of(ExporterSettings.CLUSTERS.key(), value), List.of());
  }

  @Test
  void aListIsReadInItsOrder() {
    Settings settings = settings("eu-1=https://netcheck.eu-1.example, us=http://[fd00::1]:8080/n/");
    assertEquals(
        List.of(
            new OtherCluster("eu-1", URI.create("https://netcheck.eu-1.example/")),
            new OtherCluster("us", URI.create("http://[fd00::1]:8080/n/"))),
        settings.get(ExporterSettings.CLUSTERS));
    assertEquals(List.of(), settings.problems());
    assertEquals(List.of(), settings("").get(ExporterSettings.CLUSTERS));
  }

  @Test
  void aReportIsBelowThePrefixOfTheUrl() {
    List<OtherCluster> clusters = settings("a=http://host/netcheck").get(ExporterSettings.CLUSTERS);
    assertEquals(
        URI.create("http://host/netcheck/report?links=none"), clusters.getFirst().report());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eu-1",
        "=https://host",
        "a b=https://host",
        "-a=https://host",
        "<b>=https://host",
        "a=host:8080",
        "a=ftp://host",
        "a=https://",
        "a=https://user:secret@host",
        "a=https://host/?x=1",
        "a=https://host/#x",
        "a=https://host,a=https://other"
      })
  void whatIsNotOneIsAnErrorThatSaysWhatIsExpected(String value) {
    Settings settings = settings(value);
    settings.get(ExporterSettings.CLUSTERS);
    assertEquals(1, settings.problems().size(), value);
    String problem = settings.problems().getFirst().toString();
    assertTrue(problem.startsWith("NETCHECK_CLUSTERS=") && problem.contains("eu-1="), problem);
    assertTrue(!problem.contains("secret"), problem);
  }
}
