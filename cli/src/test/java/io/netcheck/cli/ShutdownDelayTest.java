// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.FreePort;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.ProgramRun;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An exporter that is told to end goes on serving for a while. */
@MachineTest
class ShutdownDelayTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;

  private static HttpResponse<String> get(HttpClient http, URI url)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(url).timeout(PATIENCE).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void itAnswersUntilItsClientsHadTimeToGo() throws Exception {
    try (ExporterProcess exporter =
            new ExporterProcess(FreePort.get(), folder.resolve("log"), "--shutdown-delay=6s");
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      URI ready = exporter.url().resolve("/-/ready");
      await().atMost(PATIENCE).until(exporter::answers);
      HttpResponse<String> before = get(http, ready);
      assertEquals(200, before.statusCode());
      assertEquals(Optional.empty(), before.headers().firstValue("Connection"));

      ProgramRun.output(List.of("kill", "-TERM", Long.toString(exporter.pid())));
      await().atMost(PATIENCE).until(() -> get(http, ready).statusCode() == 503);
      // It is not ready, so nobody new is sent to it, and who comes is answered.
      HttpResponse<String> report = get(http, exporter.url().resolve("/report"));
      assertEquals(200, report.statusCode());
      assertEquals(Optional.of("close"), report.headers().firstValue("Connection"));
      assertEquals(200, get(http, exporter.url().resolve("/-/healthy")).statusCode());
      assertTrue(exporter.isAlive());

      await().atMost(PATIENCE).until(() -> !exporter.isAlive());
      assertEquals(1, exporter.logged("exporter ended"));
    }
  }
}
