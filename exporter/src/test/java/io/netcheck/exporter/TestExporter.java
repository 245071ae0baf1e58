// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter;

import io.netcheck.auth.AuthConfig;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.web.ServingConfig;
import io.netcheck.exporter.check.OrderRates;
import io.netcheck.exporter.client.RegistryConfig;
import io.netcheck.exporter.history.HistoryConfig;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.AllowedRanges;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts an exporter on a free port of loopback, with the defaults that tests share. */
public final class TestExporter {
  private TestExporter() {}

  /** An exporter for 100 clients, of the cluster {@code test}. */
  public static Exporter start(ExporterParts parts, ProcessClock clock) {
    return start(parts, new AuthConfig.None(), clock);
  }

  public static Exporter start(ExporterParts parts, AuthConfig auth, ProcessClock clock) {
    return start(parts, auth, 100, Map.of(), clock);
  }

  public static Exporter start(
      ExporterParts parts,
      AuthConfig auth,
      int maxClients,
      Map<AgentKind, Integer> expected,
      ProcessClock clock) {
    return new Exporter(
        new ExporterConfig(
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
            new RegistryConfig(
                Duration.ofSeconds(15), Duration.ofHours(1), maxClients, AllowedRanges.PRIVATE),
            24,
            Duration.ofMinutes(15),
            expected,
            "test",
            List.of(),
            Optional.empty(),
            Duration.ZERO,
            200_000,
            auth,
            ServingConfig.PLAIN,
            new OrderRates(30, 10),
            HistoryConfig.DEFAULT,
            Duration.ZERO),
        parts,
        clock);
  }
}
