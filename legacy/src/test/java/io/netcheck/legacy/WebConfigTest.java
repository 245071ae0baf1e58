// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.auth.AuthConfig;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.http.AllowedHosts;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.daemon.web.ServingConfig;
import io.netcheck.exporter.Exporter;
import io.netcheck.exporter.ExporterConfig;
import io.netcheck.exporter.ExporterParts;
import io.netcheck.exporter.check.OrderRates;
import io.netcheck.exporter.client.RegistryConfig;
import io.netcheck.exporter.history.HistoryConfig;
import io.netcheck.protocol.AllowedRanges;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The users of the web configuration and those of the predecessors' clients. */
class WebConfigTest {
  /** Of "secret", with the lowest cost. */
  private static final String HASH = "$2y$04$dwWQp6Rr7OV2GO.IfouX7eIHgtWuq.EArJ.lFjE3frZ4zgZs2hKG6";

  private static Exporter exporter(Path webConfig, Map<String, String> environment) {
    Settings settings = new Settings(LegacySettings.ALL, environment, List.of());
    ExporterConfig config =
        new ExporterConfig(
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
            new RegistryConfig(
                Duration.ofSeconds(15), Duration.ofHours(1), 100, AllowedRanges.PRIVATE),
            24,
            Duration.ofMinutes(15),
            Map.of(),
            "",
            List.of(),
            Optional.empty(),
            Duration.ZERO,
            200_000,
            new AuthConfig.None(),
            new ServingConfig(
                Optional.of(webConfig),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                AllowedHosts.PRIVATE),
            new OrderRates(30, 10),
            HistoryConfig.DEFAULT,
            Duration.ZERO);
    ExporterParts parts = ExporterParts.NONE.with(Predecessors.PROTOCOL.read(settings));
    assertEquals(List.of(), settings.problems());
    return new Exporter(config, parts, ProcessClock.SYSTEM);
  }

  private static int status(String url, String... authorization) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    for (String value : authorization) {
      connection.setRequestProperty("Authorization", value);
    }
    return connection.getResponseCode();
  }

  @Test
  void usersOfTheWebConfigurationAreNotThoseOfThePredecessors(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("users.yml");
    Files.writeString(file, "basic_auth_users:\n  alice: " + HASH + "\n");
    Path legacy = Files.writeString(folder.resolve("legacy"), "old:password");
    String alice = "Basic YWxpY2U6c2VjcmV0";
    String old = "Basic b2xkOnBhc3N3b3Jk";
    // A path of k8snet-checker, two of netchecker, whose agents cannot send credentials, and an
    // unknown one.
    String hosts = "/api/v1/hosts";
    List<String> others = List.of("/api/v1/agents/", "/api/v1/connectivity_check");
    String nothing = "/api/v1/nothing";
    try (Exporter exporter = exporter(file, Map.of())) {
      String main = "http://127.0.0.1:" + exporter.address().getPort();
      assertEquals(401, status(main + "/report"));
      assertEquals(401, status(main + "/metrics"));
      assertEquals(200, status(main + "/report", alice));
      assertEquals(401, status(main + hosts));
      assertEquals(200, status(main + hosts, alice));
      assertEquals(401, status(main + nothing));
      assertEquals(200, status(main + "/-/healthy"));
    }
    try (Exporter exporter =
        exporter(file, Map.of("NETCHECK_LEGACY_AUTH_FILE", legacy.toString()))) {
      String main = "http://127.0.0.1:" + exporter.address().getPort();
      assertEquals(401, status(main + "/report", old));
      assertEquals(401, status(main + hosts));
      assertEquals(401, status(main + hosts, alice));
      assertEquals(200, status(main + hosts, old));
      assertEquals(200, status(main + "/api/v1/health"));
      for (String other : others) {
        assertEquals(401, status(main + other), other);
        assertEquals(401, status(main + other, old), other);
        assertEquals(200, status(main + other, alice), other);
      }
      assertEquals(401, status(main + nothing));
    }
  }
}
