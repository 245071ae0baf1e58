// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.metrics;

import io.netcheck.daemon.BuildInfo;
import io.netcheck.daemon.ClockReading;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.ProcessRegistry;
import io.netcheck.daemon.http.HttpLimits;
import io.netcheck.daemon.http.Routes;
import io.netcheck.daemon.web.HttpListeners;
import io.netcheck.daemon.web.ServingConfig;
import io.netcheck.exporter.assess.Assessment;
import io.netcheck.exporter.assess.AssessmentInput;
import io.netcheck.exporter.assess.AssessmentSequence;
import io.netcheck.exporter.client.ClusterInventory;
import io.netcheck.exporter.mesh.LossWindow;
import io.netcheck.exporter.metrics.AssessmentMetrics;
import io.netcheck.exporter.metrics.SeriesBudget;
import io.netcheck.netty.NettyServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Serves {@code /metrics} of an exporter whose agents send nothing, so that all CPU of the process
 * is that of scrapes. {@code /library} has the same series by the writers of the Prometheus
 * library.
 */
public final class MetricsMeter {
  private static final int SERIES_LIMIT = 200_000;

  private MetricsMeter() {}

  /**
   * Serves until it is told to end.
   *
   * @param args the address, the port, and the number of agents
   */
  public static void main(String[] args) throws InterruptedException {
    PrometheusRegistry registry = new ProcessRegistry(BuildInfo.current()).registry();
    Assessment assessment = assessment(Integer.parseInt(args[2]));
    registry.register(new AssessmentMetrics(() -> assessment, new SeriesBudget(SERIES_LIMIT)));
    try (NettyServer server = new NettyServer();
        LibraryPage library = new LibraryPage(registry);
        HttpListeners _ =
            new HttpListeners(
                server,
                ServingConfig.PLAIN,
                List.of(
                    new InetSocketAddress(
                        InetAddress.ofLiteral(args[0]), Integer.parseInt(args[1]))),
                HttpLimits.DEFAULT,
                new Routes().get("/library", library),
                registry,
                ProcessClock.SYSTEM)) {
      Thread.currentThread().join();
    }
  }

  private static Assessment assessment(int agents) {
    ClockReading now = ClockReading.of(ProcessClock.SYSTEM);
    AssessmentInput input =
        new AssessmentInput(
            new SteadyClients(agents, now.wallTime()).all(),
            ClusterInventory.NONE,
            Optional.empty());
    return new AssessmentSequence(Map.of(), new LossWindow(ProcessClock.SYSTEM)).next(input, now);
  }
}
