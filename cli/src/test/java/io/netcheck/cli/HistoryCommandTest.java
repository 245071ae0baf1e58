// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.agent.Agent;
import io.netcheck.agent.AgentConfig;
import io.netcheck.agent.AgentSettings;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.testing.FreePort;
import io.netcheck.testing.MachineTest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Two real agents, of which one ends, and what the other one saw. */
@MachineTest
class HistoryCommandTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    out.reset();
    err.reset();
    return Main.run(
        List.of(args), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  private String history(String... args) {
    assertEquals(0, run(args), () -> err.toString(UTF_8));
    return out.toString(UTF_8);
  }

  private static Agent agent(TestExporter exporter, int number) {
    Settings settings =
        new Settings(
            AgentSettings.ALL,
            Map.of(),
            List.of(
                "--server-url=" + exporter.url(),
                "--node-name=h" + number,
                "--node-ip=127.0.61." + number,
                "--allowed-cidrs=127.0.0.0/8",
                // Without pings, a dead agent is a link that is down.
                "--probes=udp,tcp",
                "--heartbeat-interval=500ms"));
    AgentConfig config = AgentConfig.read(settings);
    assertEquals(List.of(), settings.problems());
    return new Agent(config, ProcessClock.SYSTEM);
  }

  @Test
  void whatAnAgentSawIsPrinted() {
    TestExporter exporter = new TestExporter();
    try (Agent _ = agent(exporter, 1)) {
      try (Agent _ = agent(exporter, 2);
          Agent _ = agent(exporter, 3)) {
        await().atMost(PATIENCE).until(() -> exporter.isHealthy(3));
      }
      Pattern down = Pattern.compile("h2 +host +ipv4 +link +down");
      Pattern other = Pattern.compile("h3 +host +ipv4 +link +down");
      Pattern refused = Pattern.compile("h2 +host +ipv4 +udp +refused");
      await()
          .atMost(PATIENCE)
          .until(() -> {
            String so = history("history", "127.0.61.1");
            return down.matcher(so).find() && other.matcher(so).find();
          });
      String all = history("history", "http://127.0.61.1:6100/");
      assertTrue(refused.matcher(all).find(), all);
      assertTrue(Pattern.compile("h2 +host +ipv4 +link +up").matcher(all).find(), all);
      assertTrue(all.contains("The history begins at "), all);
      String one = history("history", "127.0.61.1:6100", "--peer", "h2");
      assertTrue(down.matcher(one).find() && !one.contains("h3"), one);
      String now = history("history", "127.0.61.1", "--since=0s", "--peer=h2");
      assertTrue(now.contains("down (already)") && !now.contains(" up"), now);
      String json = history("history", "127.0.61.1", "--json", "--peer=h2");
      assertTrue(json.contains("\"probe\":\"udp\",\"state\":\"refused\""), json);
      assertTrue(json.lines().toList().getLast().startsWith("{\"end\":true"), json);
      assertTrue(
          history("history", "127.0.61.1", "--peer=h9").startsWith("Nothing is recorded of that."));
      assertEquals(1, run("history", "127.0.61.1", "--since=yesterday"));
      assertEquals(
          "netcheck history: --since=yesterday: expected a time in the past: "
              + PastTime.FORMS
              + "\n",
          err.toString(UTF_8));
    } finally {
      exporter.close();
    }
  }

  @Test
  void whatIsNotUnderstoodIsSaid() throws Exception {
    assertEquals(0, run("history", "--help"));
    assertTrue(out.toString(UTF_8).contains("--since VALUE"));
    assertEquals(1, run("history", "a", "b", "c"));
    assertEquals(1, run("history", "a", "a"));
    assertEquals(1, run("history", "--link=a-b"));
    assertEquals(1, run("history", "--peer=a"));
    assertEquals(
        "netcheck history: --peer=a: expected the address of an agent beside it\n",
        err.toString(UTF_8));
    assertEquals(1, run("history", "127.0.0.1", "--until=5m"));
    assertEquals(1, run("history", "127.0.0.1", "--peer=Not_A_Node"));
    assertEquals(1, run("history", "not an address"));
    int closed = FreePort.get();
    assertEquals(3, run("history", "127.0.0.1:" + closed));
    assertEquals(
        "netcheck history: cannot connect to http://127.0.0.1:" + closed + "\n",
        err.toString(UTF_8));
    assertEquals(3, run("history", "--url=http://127.0.0.1:" + closed));
  }

  @Test
  void anExporterIsAskedForWhatIsWanted() throws Exception {
    try (ScriptedExporter exporter = new ScriptedExporter()) {
      String url = "--url=" + exporter.url();
      exporter.says(
          "/api/v2/history",
          ScriptedExporter.Reply.json(
              "{\"changes\":[{\"at\":\"2026-01-01T00:00:00Z\",\"type\":\"node_left\",\"node\":\"n1\"}]}"));
      assertEquals("2026-01-01T00:00:00Z      left    n1\n", history("history", url));
      history(
          "history",
          "n1",
          "n2",
          url,
          "--since=2026-01-01T00:00:00Z",
          "--until=2026-01-01T01:00:00+01:00");
      history("history", url, "--node=n3");
      String json = history("history", url, "--link=n1>n2", "--json");
      assertTrue(json.startsWith("{\"changes\":[{"), json);
      assertEquals(
          List.of(
              "/api/v2/history",
              "/api/v2/history?since=2026-01-01T00%3A00%3A00Z&until=2026-01-01T00%3A00%3A00Z"
                  + "&source=n1&target=n2",
              "/api/v2/history?node=n3",
              "/api/v2/history?source=n1&target=n2"),
          exporter.requests());
      exporter.says(
          "/api/v2/history",
          new ScriptedExporter.Reply(
              404,
              "",
              "{\"error\":{\"code\":\"before_history\",\"message\":\"the history begins later\",\"field\":\"\"}}"));
      assertEquals(1, run("history", url, "--since=23h"));
      assertEquals(
          "netcheck history: the history begins later (before_history)\n", err.toString(UTF_8));
    }
  }
}
