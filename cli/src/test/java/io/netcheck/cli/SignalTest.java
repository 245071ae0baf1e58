// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.FreePort;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.ProgramRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Ctrl-C on a demo ends all of it and leaves nothing running. */
@MachineTest
class SignalTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void anInterruptEndsTheExporterAndEveryAgent() throws Exception {
    int httpPort = FreePort.on("127.0.0.1");
    int agentPort = FreePort.on("127.0.0.11");
    Process demo =
        new ProcessBuilder(
                // A shell in the background ignores the interrupt, and so would all that it starts.
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.netcheck.cli.Main",
                "demo",
                "--agents=5",
                "--http-port=" + httpPort,
                "--client-port=" + agentPort)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      await().atMost(PATIENCE).until(() -> isOpen("127.0.0.1", httpPort));
      await().atMost(PATIENCE).until(() -> isOpen("127.0.0.15", agentPort));

      ProgramRun.output(List.of("kill", "-INT", Long.toString(demo.pid())));

      assertTrue(demo.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), "it goes on");
      assertEquals(0, demo.descendants().count());
      assertTrue(!isOpen("127.0.0.1", httpPort) && !isOpen("127.0.0.11", agentPort));
    } finally {
      demo.destroyForcibly();
    }
  }

  private static boolean isOpen(String address, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral(address), port), 1_000);
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
