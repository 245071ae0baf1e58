// SPDX-License-Identifier: Apache-2.0
package io.netcheck.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.exporter.Exporter;
import io.netcheck.testing.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingLoadTest {
  private final String port;

  TrainingLoadTest() throws IOException {
    port = Integer.toString(FreePort.get());
  }

  private Exporter exporter(String legacy) {
    Settings settings =
        new Settings(
            ServerSettings.ALL,
            Map.of(
                "NETCHECK_HTTP_ADDRESS",
                "127.0.0.1",
                "HTTP_PORT",
                port,
                "NETCHECK_LEGACY_API",
                legacy),
            List.of());
    ServerConfig config = ServerConfig.of(settings);
    assertEquals(List.of(), settings.problems());
    return config.start(ProcessClock.SYSTEM);
  }

  private void train() throws IOException {
    TrainingLoad.main(new String[] {"127.0.0.1", port, "200"});
  }

  @Test
  void anExporterTakesAllThatItIsTrainedWith() throws IOException {
    try (Exporter _ = exporter("k8snet")) {
      train();
      URI page = URI.create("http://127.0.0.1:" + port + "/metrics");
      try (InputStream metrics = page.toURL().openStream()) {
        String text = new String(metrics.readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(text.contains("\nnetcheck_client_info{kind=\"pod\",node=\"node-1\""), text);
      }
    }
  }

  @Test
  void trainingForRefusalsFails() {
    try (Exporter _ = exporter("off")) {
      assertThrows(IOException.class, this::train);
    }
  }
}
