// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** A load under which both originals crashed within a second. */
class ConcurrencyTest {
  private static final int WORKERS = 16;
  private static final int REQUESTS = 250;
  private static final List<String> READS =
      List.of(
          "/api/v1/hosts",
          "/api/v1/pods",
          "/api/v1/clients/count",
          "/api/v1/results",
          "/api/v1/test-results/hosts",
          "/api/v1/test-results/service",
          "/api/v1/agents/",
          "/api/v1/connectivity_check",
          "/report?links=all",
          "/metrics");

  @Test
  void readersAndWritersOfEverythingAtOnce() {
    Queue<String> wrong = new ConcurrentLinkedQueue<>();
    try (LegacyExporter exporter = new LegacyExporter(true);
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS)) {
      for (int worker = 0; worker < WORKERS; worker++) {
        SplittableRandom random = new SplittableRandom(worker);
        var _ =
            workers.submit(() -> {
              for (int i = 0; i < REQUESTS; i++) {
                LegacyExporter.Answer answer = ask(exporter, random);
                if (answer.status() != 200) {
                  wrong.add(answer.status() + " " + answer.body());
                }
              }
            });
      }
    }
    assertEquals(List.of(), List.copyOf(wrong));
  }

  private static LegacyExporter.Answer ask(LegacyExporter exporter, SplittableRandom random) {
    int client = random.nextInt(1, 20);
    return switch (random.nextInt(6)) {
      case 0 ->
          exporter.post(
              "/api/v1/heartbeat",
              "{\"pod_name\":\"c%1$d\",\"node_ip\":\"10.1.0.%1$d\",\"pod_ip\":\"10.2.0.%1$d\"}"
                  .formatted(client));
      case 1 ->
          exporter.post(
              "/api/v1/test-results/hosts",
              "{\"source_ip\":\"10.2.0.%d\",\"results\":[{\"target_ip\":\"10.1.0.%d\"}]}"
                  .formatted(client, random.nextInt(1, 20)));
      case 2 ->
          exporter.post(
              "/api/v1/test-results/service",
              "{\"source_ip\":\"10.2.0.%d\",\"result\":{}}".formatted(client));
      case 3 ->
          exporter.post(
              "/api/v1/agents/a" + client,
              "{\"podname\":\"a%1$d\",\"nodename\":\"n%1$d\",\"report_interval\":60}"
                  .formatted(client));
      default -> exporter.get(READS.get(random.nextInt(READS.size())));
    };
  }
}
