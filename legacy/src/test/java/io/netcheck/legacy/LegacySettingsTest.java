// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LegacySettingsTest {
  private static Settings settings(Map<String, String> environment) {
    return new Settings(LegacySettings.ALL, environment, List.of());
  }

  private static LegacyConfig read(Map<String, String> environment) {
    return LegacySettings.read(settings(environment));
  }

  private static List<String> problems(Map<String, String> environment) {
    Settings settings = settings(environment);
    LegacySettings.read(settings);
    return settings.problems().stream().map(Object::toString).toList();
  }

  @Test
  void bothApisAreServedUnlessTheyAreSwitchedOff() {
    assertEquals(LegacyConfig.DEFAULT, read(Map.of()));
    assertEquals(Set.of(), read(Map.of("NETCHECK_LEGACY_API", "off")).apis());
    assertEquals(1, problems(Map.of("NETCHECK_LEGACY_API", "k8s")).size());
  }

  @Test
  void everySettingIsRead(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("auth"), "ann:se:cret\n");
    LegacyConfig legacy =
        read(
            Map.of(
                "NETCHECK_LEGACY_API", "k8snet",
                "NETCHECK_LEGACY_METRICS", "true",
                "NETCHECK_LEGACY_AUTH_FILE", file.toString()));
    assertEquals(Set.of(LegacyConfig.Api.K8SNET), legacy.apis());
    assertTrue(legacy.metrics());
    assertTrue(legacy.credentials().orElseThrow().match("Basic YW5uOnNlOmNyZXQ="));
  }

  @Test
  void theAuthFileHasOneLineWithUserAndPassword(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("auth");
    assertEquals(1, problems(Map.of("NETCHECK_LEGACY_AUTH_FILE", file.toString())).size());
    for (String wrong : List.of("", "ann", ":secret", "ann:secret\nbob:secret")) {
      Files.writeString(file, wrong);
      assertEquals(1, problems(Map.of("NETCHECK_LEGACY_AUTH_FILE", file.toString())).size(), wrong);
    }
  }

  @Test
  void aWrongRangeOfAddressesIsAProblem() {
    List<String> problems = problems(Map.of("NETCHECK_LEGACY_ALLOWED_CIDRS", "10.0.0.1/8"));
    assertEquals(1, problems.size(), problems::toString);
    assertTrue(
        problems.getFirst().startsWith("NETCHECK_LEGACY_ALLOWED_CIDRS=10.0.0.1/8"),
        problems::toString);
  }

  @Test
  void podsOfNetcheckerAreExpectedOnlyIfItsApiIsServed() {
    assertTrue(
        Predecessors.PROTOCOL
            .read(settings(Map.of()))
            .pods()
            .orElseThrow()
            .labels()
            .contains("app"));
    assertTrue(
        Predecessors.PROTOCOL
            .read(settings(Map.of("NETCHECK_LEGACY_API", "k8snet")))
            .pods()
            .isEmpty());
  }
}
