// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.live;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.Exporter;
import io.netcheck.exporter.ExporterParts;
import io.netcheck.exporter.SimulatedAgent;
import io.netcheck.exporter.TestClock;
import io.netcheck.exporter.TestExporter;
import io.netcheck.protocol.HeartbeatJson;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestResources;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The events of a whole exporter, over HTTP. */
@MachineTest
class LiveExporterTest {
  @RegisterExtension final TestResources resources = new TestResources();
  private final Exporter exporter =
      resources.own(TestExporter.start(ExporterParts.NONE, ProcessClock.SYSTEM));
  private final HttpClient http = resources.own(HttpClient.newHttpClient());

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + exporter.address().getPort() + path));
  }

  private List<String> follow(String last) {
    List<String> lines = new CopyOnWriteArrayList<>();
    var _ =
        http.sendAsync(to("/api/v2/events" + last).build(), BodyHandlers.ofLines())
            .thenAcceptAsync(
                response -> response.body().forEach(lines::add),
                task -> Thread.ofVirtual().start(task));
    await().atMost(20, SECONDS).until(() -> lines.contains(""));
    return lines;
  }

  private void beat(String node) throws IOException, InterruptedException {
    byte[] heartbeat =
        HeartbeatJson.write(new SimulatedAgent("pod/" + node, "a", new TestClock()).beat());
    assertEquals(
        200,
        http.send(
                to("/api/v2/heartbeat")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(heartbeat))
                    .build(),
                BodyHandlers.discarding())
            .statusCode());
  }

  private static JsonNode data(List<String> lines, String type, String containing) {
    await()
        .atMost(20, SECONDS)
        .until(() -> lines.stream().anyMatch(line -> line.contains(containing)));
    int at =
        lines.indexOf(
            lines.stream().filter(line -> line.contains(containing)).findFirst().orElseThrow());
    assertEquals("event: " + type, lines.get(at - 1));
    try {
      return JsonMapper.builder().build().readTree(lines.get(at).substring("data: ".length()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aNewNodeIsAChangeAndAClientThatComesBackGetsIt() throws IOException, InterruptedException {
    List<String> lines = follow("");
    JsonNode state = data(lines, "state", "\"instance\"");
    assertEquals(0, state.path("nodes").size());
    String id = lines.getFirst().substring("id: ".length());
    assertEquals(state.path("instance").asText() + "-" + state.path("id").asLong(), id);

    beat("node-1");
    JsonNode change = data(lines, "change", "\"node-1\"");
    assertEquals("node-1", change.path("nodes").path(0).path("node").asText());
    assertTrue(change.path("id").asLong() > state.path("id").asLong());

    List<String> back = follow("?last-event-id=" + id);
    assertEquals("node-1", data(back, "change", "\"node-1\"").at("/nodes/0/node").asText());
    assertTrue(back.stream().noneMatch(line -> line.equals("event: state")), back::toString);

    exporter.close();
    await().atMost(20, SECONDS).until(() -> lines.contains("retry: 3000"));
  }
}
