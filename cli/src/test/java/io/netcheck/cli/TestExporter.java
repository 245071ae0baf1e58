// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.exporter.Exporter;
import io.netcheck.report.Report;
import io.netcheck.report.ReportStatus;
import io.netcheck.server.ServerConfig;
import io.netcheck.server.ServerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real exporter, and the report that it gives over HTTP. */
public final class TestExporter implements AutoCloseable {
  private final Exporter exporter;
  private final URI url;
  private final ReportClient client;

  TestExporter(String... flags) {
    this("127.0.0.1", 0, flags);
  }

  TestExporter(String address, int port, String... flags) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--http-address=" + address,
                "--http-port=" + port,
                "--allowed-cidrs=127.0.0.0/8,10.0.0.0/8,fd00::/8",
                "--report-interval=0"));
    all.addAll(List.of(flags));
    exporter = start(all);
    url = URI.create("http://" + address + ":" + exporter.address().getPort());
    client = new ReportClient(url);
  }

  /** Starts an exporter with exactly these flags. */
  public static Exporter start(List<String> flags) {
    Settings settings = new Settings(ServerSettings.ALL, Map.of(), flags);
    ServerConfig config = ServerConfig.of(settings);
    if (!settings.problems().isEmpty()) {
      throw new IllegalArgumentException(settings.problems().toString());
    }
    return config.start(ProcessClock.SYSTEM);
  }

  URI url() {
    return url;
  }

  Report report() {
    try {
      return ReportClient.parse(client.fetch());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The faults that degrade the cluster, as {@code kind subject}. */
  List<String> faults() {
    return report().faults().stream()
        .filter(fault -> !"info".equals(fault.severity()))
        .map(fault -> fault.kind() + " " + fault.subject())
        .toList();
  }

  /** Whether so many agents are active, and all links between them, in one family, are up. */
  boolean isHealthy(int agents) {
    return isHealthy(agents, 1);
  }

  boolean isHealthy(int agents, int families) {
    Report report = report();
    return report.status() == ReportStatus.HEALTHY
        && report.clients().active() == agents
        && report.networks().stream()
            .allMatch(network -> network.links().up() == agents * (agents - 1) * families);
  }

  @Override
  public void close() {
    client.close();
    exporter.close();
  }
}
