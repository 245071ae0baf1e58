// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.cli.ScriptedExporter.Reply;
import io.netcheck.testing.FreePort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a person sees while an exporter says this and that, or nothing. */
class WatchCommandTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Pattern STALE =
      Pattern.compile("STALE for [0-9]+ s: cannot connect to the exporter\n");

  static final String HEALTHY =
      """
      {"instance":"i","id":1,"at":"2026-01-01T00:00:00Z","version":"0.2.0","cluster":"demo",
       "status":"healthy","statusSince":"2026-01-01T00:00:00Z","summary":"all links are up",
       "findings":[],"planes":[{"network":"host","ipFamily":"ipv4",
         "links":{"total":6,"up":6,"down":0,"unknown":0}}],
       "nodes":[{"node":"n1","zone":"a","state":"up","agents":[]},
                {"node":"n2","zone":"a","state":"up","agents":[]},
                {"node":"n3","zone":"b","state":"up",
                 "agents":[{"kind":"host","state":"active","version":"0.2.0","reason":null}]}]}\
      """;

  static final String BROKEN =
      """
      {"id":2,"at":"2026-01-01T00:00:30Z","status":"degraded","statusSince":"2026-01-01T00:00:25Z",
       "summary":"1 fault: node n3 is unreachable","findings":[{"kind":"node_unreachable",
         "severity":"critical","subject":"n3","network":"all","confidence":0.95,
         "since":"2026-01-01T00:00:25Z","evidence":["2 of 2 observers lost it"],
         "ruledOut":["not the network: others are reached"],"hint":"Look at the node.",
         "runbook":"NetcheckNodeUnreachable","commands":["ping n3"]}],
       "planes":[{"network":"host","ipFamily":"ipv4",
         "links":{"total":6,"up":2,"down":2,"unknown":2}}],
       "nodes":[{"node":"n3","zone":"b","state":"down",
         "agents":[{"kind":"host","state":"stale","version":"0.2.0","reason":null}]}]}\
      """;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final AtomicInteger code = new AtomicInteger(-1);
  private final Thread[] watching = new Thread[1];

  private int run(String... args) {
    return Main.run(
        List.of(args), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  private void watch(ScriptedExporter exporter, String... more) {
    List<String> args = new ArrayList<>(List.of("watch", "--url=" + exporter.url()));
    args.addAll(List.of(more));
    watching[0] = Thread.ofPlatform().start(() -> code.set(run(args.toArray(String[]::new))));
  }

  @AfterEach
  void end() throws InterruptedException {
    if (watching[0] != null) {
      watching[0].interrupt();
      watching[0].join();
    }
  }

  private void shows(String text) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertTrue(out.toString(UTF_8).contains(text), out.toString(UTF_8)));
  }

  @Test
  void eachChangeIsALine() throws IOException {
    try (ScriptedExporter exporter = new ScriptedExporter()) {
      exporter.streams();
      watch(exporter);
      await().atMost(PATIENCE).until(() -> exporter.openStreams() == 1);
      exporter.sends("i-1", "state", HEALTHY);
      shows("2026-01-01T00:00:00Z      HEALTHY  all links are up\n");
      exporter.sends("i-1", "tick", "{}");
      exporter.sends("i-2", "change", BROKEN);
      shows("node   n3 up -> down\n");
      assertEquals(
          """
          2026-01-01T00:00:00Z      HEALTHY  all links are up
          2026-01-01T00:00:30Z      DEGRADED  1 fault: node n3 is unreachable
          2026-01-01T00:00:30Z      began  node_unreachable n3 (critical)
                                      - 2 of 2 observers lost it
                                      Next: Look at the node.
          2026-01-01T00:00:30Z      node   n3 up -> down
          """,
          out.toString(UTF_8));
      exporter.sends(
          "i-3",
          "change",
          "{\"at\":\"2026-01-01T00:01:00Z\",\"findings\":[],\"nodesGone\":[\"n3\"]}");
      shows("2026-01-01T00:01:00Z      ended  node_unreachable n3\n");
      shows("2026-01-01T00:01:00Z      node   n3 is gone\n");
    }
  }

  @Test
  void aStreamThatEndsIsResumedWhereItEnded() throws IOException {
    try (ScriptedExporter exporter = new ScriptedExporter()) {
      exporter.streams();
      watch(exporter);
      await().atMost(PATIENCE).until(() -> exporter.openStreams() == 1);
      exporter.sends("i-7", "state", HEALTHY);
      shows("HEALTHY");
      exporter.cuts();
      await().atMost(PATIENCE).until(() -> exporter.openStreams() == 1);
      assertEquals("/api/v2/events after i-7", exporter.requests().getLast());
      exporter.sends("i-8", "change", BROKEN);
      shows("the exporter ended the connection\n");
      shows("live again\n");
      shows("node   n3 up -> down\n");
    }
  }

  @Test
  void whatIsNoStateIsSaidAndTheNextStreamBeginsAnew() throws IOException {
    try (ScriptedExporter exporter = new ScriptedExporter()) {
      exporter.streams();
      watch(exporter);
      await().atMost(PATIENCE).until(() -> exporter.openStreams() == 1);
      exporter.sends("i-1", "state", HEALTHY);
      shows("HEALTHY");
      exporter.sends("i-2", "change", "{\"status\":\"\\u001b[2J\"}");
      shows("the exporter sent what is no state: ");
      assertTrue(!out.toString(UTF_8).contains("\u001b"), out.toString(UTF_8));
      await().atMost(PATIENCE).until(() -> exporter.requests().size() == 2);
      assertEquals("/api/v2/events", exporter.requests().getLast());
    }
  }

  @Test
  void withoutEventsTheExporterIsAskedAgainAndAgain() throws IOException {
    try (ScriptedExporter exporter = new ScriptedExporter()) {
      exporter.says("/api/v2/events", new Reply(503, "", ""));
      exporter.says("/api/v2/state", new Reply(200, "\"1\"", HEALTHY));
      watch(exporter, "--interval=500ms");
      shows("HEALTHY");
      await()
          .atMost(PATIENCE)
          .until(() -> exporter.requests().stream().filter("/api/v2/state"::equals).count() > 2);
      assertEquals(1, out.toString(UTF_8).lines().count(), out.toString(UTF_8));
      exporter.says("/api/v2/state", new Reply(200, "\"2\"", BROKEN));
      shows("DEGRADED");
    }
  }

  @Test
  void anExporterThatIsAwayMakesThePictureStaleUntilItIsBack() throws IOException {
    int port;
    try (ScriptedExporter exporter = new ScriptedExporter()) {
      port = exporter.url().getPort();
      exporter.streams();
      watch(exporter);
      await().atMost(PATIENCE).until(() -> exporter.openStreams() == 1);
      exporter.sends("i-1", "state", HEALTHY);
      shows("HEALTHY");
    }
    await().atMost(PATIENCE).until(() -> STALE.matcher(out.toString(UTF_8)).find());
    try (ScriptedExporter again = new ScriptedExporter(port)) {
      again.streams();
      await().atMost(PATIENCE).until(() -> again.openStreams() == 1);
      again.sends("j-1", "state", HEALTHY.replace("n2", "n4"));
      shows("live again after ");
      shows("node   n4 up (joined)\n");
      shows("node   n2 is gone\n");
    }
  }

  @Test
  void anExporterThatIsTooOldOrWantsATokenEndsIt() throws IOException, InterruptedException {
    try (ScriptedExporter exporter = new ScriptedExporter()) {
      watch(exporter);
      watching[0].join();
      assertEquals(1, code.get());
      assertEquals(
          "netcheck watch: "
              + exporter.url()
              + "/api/v2/state answered status 404; is it an exporter before 0.2?\n",
          err.toString(UTF_8));
      err.reset();
      exporter.says("/api/v2/events", new Reply(401, "", ""));
      assertEquals(1, run("watch", "--url=" + exporter.url()));
      assertTrue(err.toString(UTF_8).contains("it wants a password, a token"), err.toString(UTF_8));
    }
  }

  @Test
  void onceIsAPageAndAnExitCode() throws IOException {
    try (ScriptedExporter exporter = new ScriptedExporter()) {
      exporter.says("/api/v2/state", Reply.json(HEALTHY));
      assertEquals(0, run("watch", "--once", "--url=" + exporter.url()), err.toString(UTF_8));
      out.reset();
      exporter.says("/api/v2/state", Reply.json(BROKEN));
      assertEquals(2, run("watch", "--once", "--url=" + exporter.url()), err.toString(UTF_8));
      assertEquals(
          """
          DEGRADED since 00:00:25Z (5 s ago)  2026-01-01T00:00:30Z
          1 fault: node n3 is unreachable

          node_unreachable  n3  critical, 95 % sure, since 00:00:25Z (5 s ago)
            - 2 of 2 observers lost it
            - not the network: others are reached
            Next: Look at the node.
              ping n3

          Networks with links that are not up
            network  family  links  up  down  unknown
            host       ipv4      6   2     2        2

          Nodes that are not up: 1 of 1
            n3  zone b  down  host agent stale
          """,
          out.toString(UTF_8));
    }
    assertEquals(3, run("watch", "--once", "--url=http://127.0.0.1:" + FreePort.get()));
    assertEquals(1, run("watch", "--interval=1ms"));
    assertEquals(0, run("watch", "--help"));
  }
}
