// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.report.TextStyle;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.ProgramRun;
import io.netcheck.testing.TestRequirements;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchScreenTest {
  private static final String LEAVE = "\u001b[?7h\u001b[?25h\u001b[?1049l";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private String painted(int rows, WatchView.Freshness freshness) throws IOException {
    try (WatchScreen screen =
        new WatchScreen(
            new PrintStream(out, true, UTF_8),
            URI.create("http://exporter:8080"),
            TextStyle.ANSI,
            () -> new TerminalSize(80, rows))) {
      screen.show(Optional.empty(), WatchView.Freshness.LIVE);
      out.reset();
      ClusterState state =
          StateJson.read(StateJson.object(WatchCommandTest.BROKEN), ClusterState.class);
      screen.show(Optional.of(state), freshness);
      return out.toString(UTF_8);
    }
  }

  @Test
  void aPageIsPaintedOverTheLastOneAndCutAtTheEndOfTheScreen() throws IOException {
    String whole = painted(50, WatchView.Freshness.LIVE);
    assertTrue(whole.startsWith("\u001b[H\u001b[1;33mDEGRADED"), whole);
    assertTrue(whole.contains("live from http://exporter:8080"), whole);
    assertTrue(whole.endsWith("host agent stale\u001b[K\r\n\u001b[J"), whole);
    String cut = painted(8, WatchView.Freshness.LIVE);
    assertEquals(8, cut.lines().count(), cut);
    assertTrue(cut.endsWith("\r\n… and 9 more lines\u001b[K"), cut);
  }

  @Test
  void whatIsStaleSaysSoInExchangedColours() throws IOException {
    String stale =
        painted(
            50,
            new WatchView.Freshness(
                Optional.of(Duration.ofSeconds(12)), "it is\u001b\u009b2J gone"));
    assertTrue(stale.contains("\u001b[1;7m STALE for 12 s: it is??2J gone \u001b[0m"), stale);
  }

  @Test
  void theTerminalIsLeftAsItWasAndNothingIsPaintedAfterwards() {
    WatchScreen screen =
        new WatchScreen(
            new PrintStream(out, true, UTF_8),
            URI.create("http://exporter:8080"),
            TextStyle.PLAIN,
            TerminalSize::now);
    screen.close();
    screen.close();
    screen.show(Optional.empty(), WatchView.Freshness.LIVE);
    assertEquals("\u001b[?1049h\u001b[?25l\u001b[?7l" + LEAVE, out.toString(UTF_8));
  }

  /** A real terminal of 50 columns, in which a real Ctrl-C ends the command. */
  @Test
  @MachineTest
  void onATerminalCtrlCEndsItAndRestoresTheTerminal(@TempDir Path folder) throws Exception {
    TestRequirements.tools("script");
    Path typed = folder.resolve("typed");
    try (ScriptedExporter exporter = new ScriptedExporter()) {
      exporter.says("/api/v2/state", ScriptedExporter.Reply.json(WatchCommandTest.HEALTHY));
      String command =
          String.join(
              " ",
              "stty cols 50 rows 20; exec env --default-signal=INT",
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp",
              System.getProperty("java.class.path"),
              "io.netcheck.cli.Main watch --url=" + exporter.url());
      ProcessBuilder builder =
          new ProcessBuilder(
              "script", "--quiet", "--return", "--flush", "--command", command, typed.toString());
      builder.environment().put("TERM", "xterm");
      builder.environment().remove("NO_COLOR");
      Process terminal =
          builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectErrorStream(true).start();
      try {
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> Files.exists(typed) && read(typed).contains("all links are up"));
        terminal.outputWriter(UTF_8).append('\u0003').flush();
        assertEquals(130, ProgramRun.end(terminal));
      } finally {
        terminal.destroyForcibly();
      }
    }
    String all = read(typed);
    assertTrue(all.contains("\u001b[?1049h"), all);
    assertTrue(all.contains("\u001b[1;32mHEALTHY\u001b[0m"), all);
    String left = all.substring(all.lastIndexOf(LEAVE));
    assertFalse(left.substring(LEAVE.length()).contains("\u001b"), left);
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), UTF_8);
  }
}
