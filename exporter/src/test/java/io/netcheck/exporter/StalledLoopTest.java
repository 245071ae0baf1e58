// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.auth.AgentPod;
import io.netcheck.auth.TokenReview;
import io.netcheck.daemon.LoopWatch;
import io.netcheck.exporter.assess.Assessment;
import io.netcheck.exporter.client.ClusterInventory;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A process that lives and does nothing says so, and can be restarted. */
class StalledLoopTest {
  /** Does not come back from a question that is asked at each tick. */
  private static final class StuckCluster implements ClusterSource {
    final CountDownLatch asked = new CountDownLatch(1);

    @Override
    public void publish(Assessment assessment) {}

    @Override
    public void expect(Supplier<Set<String>> nodes) {
      asked.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void follow(Runnable changed) {}

    @Override
    public Optional<List<String>> problems() {
      return Optional.empty();
    }

    @Override
    public void register(PrometheusRegistry registry) {}

    @Override
    public ClusterInventory get() {
      return ClusterInventory.NONE;
    }

    @Override
    public TokenReview review(String token) {
      return ClusterSource.NONE.review(token);
    }

    @Override
    public boolean isGone(AgentPod pod) {
      return false;
    }

    @Override
    public void close() {}
  }

  private static HttpURLConnection get(Exporter exporter, String path) throws IOException {
    return (HttpURLConnection)
        URI.create("http://127.0.0.1:" + exporter.address().getPort() + path)
            .toURL()
            .openConnection();
  }

  @Test
  void healthAndReadinessFailIfALoopStopsTurning() throws Exception {
    TestClock clock = new TestClock();
    StuckCluster cluster = new StuckCluster();
    try (Exporter exporter = TestExporter.start(ExporterParts.NONE.with(cluster), clock)) {
      cluster.asked.await();
      assertEquals(200, get(exporter, "/-/healthy").getResponseCode());
      clock.advance(LoopWatch.PATIENCE.plusSeconds(1));
      for (String path : List.of("/-/healthy", "/-/ready")) {
        // The other loop turns again soon.
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> {
              HttpURLConnection answer = get(exporter, path);
              return answer.getResponseCode() == 503
                  && new String(answer.getErrorStream().readAllBytes(), UTF_8)
                      .equals("stalled: ticker\n");
            });
      }
    }
  }
}
