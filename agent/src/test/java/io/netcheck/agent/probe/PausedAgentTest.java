// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.agent.Main;
import io.netcheck.agent.peer.PeerFile;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.PeerList;
import io.netcheck.testing.Exposition;
import io.netcheck.testing.FreePort;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.ProgramRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real agent is stopped for some seconds while datagrams are under way. Its peers take their time
 * to answer, so that some always are.
 */
@MachineTest
class PausedAgentTest {
  private static final String OWN = "127.0.31.1";
  private static final int PEERS = 20;
  private static final Duration ANSWER = Duration.ofMillis(600);

  private final HttpClient client = HttpClient.newHttpClient();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  @Test
  void aStoppedAgentLosesNothingAndTellsHowLongItWasStopped(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("peers.json");
    new PeerFile(file).save(new PeerList("g", peers()));
    int port = FreePort.on(OWN);
    Process agent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx48m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--server-url=http://" + OWN + ":" + FreePort.on(OWN),
                "--node-name=paused",
                "--node-ip=" + OWN,
                "--client-port=" + port,
                "--allowed-cidrs=127.0.0.0/8",
                "--probes=udp,tcp",
                "--probe-interval=2s",
                "--probe-timeout=1500ms",
                "--peers-file=" + file)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("agent.log").toFile())
            .start();
    try {
      URI metrics = URI.create("http://" + OWN + ":" + port + "/metrics");
      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreException(UncheckedIOException.class)
          .until(() -> sum(metrics, "netcheck_peer_probe_up") == 2 * PEERS);
      double failures = sum(metrics, "netcheck_probe_failures_total");
      double pauses = sum(metrics, "netcheck_agent_pause_seconds_total");
      double stopped = 0;
      for (Duration pause :
          List.of(Duration.ofMillis(2_500), Duration.ofSeconds(3), Duration.ofSeconds(5))) {
        signal("-STOP", agent);
        LockSupport.parkNanos(pause.toNanos());
        signal("-CONT", agent);
        stopped += pause.toMillis() / 1e3;
        double sent = sum(metrics, "netcheck_probes_total");
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> sum(metrics, "netcheck_probes_total") > sent + 4 * PEERS);
      }
      assertEquals(failures, sum(metrics, "netcheck_probe_failures_total"));
      double noticed = sum(metrics, "netcheck_agent_pause_seconds_total") - pauses;
      // It may have been asleep when it was stopped, for a round at most.
      assertTrue(noticed > stopped - 3 * 2.1, noticed + " of " + stopped);
      assertTrue(sum(metrics, "netcheck_agent_pauses_total") >= 3);
    } finally {
      signal("-CONT", agent);
      agent.destroyForcibly().waitFor();
      for (AutoCloseable part : parts) {
        part.close();
      }
    }
  }

  private List<Peer> peers() throws IOException {
    List<Peer> peers = new ArrayList<>();
    for (int i = 1; i <= PEERS; i++) {
      InetAddress address = InetAddress.ofLiteral("127.0.32." + i);
      UdpPeer echo =
          new UdpPeer(
              address,
              (self, request, from) ->
                  Thread.startVirtualThread(() -> answer(self, request, from)));
      parts.push(echo);
      ServerSocket accepting = new ServerSocket();
      parts.push(accepting);
      accepting.bind(new InetSocketAddress(address, echo.port()), 512);
      Endpoint endpoint = new Endpoint(List.of(), List.of(address), echo.port());
      peers.add(new Peer(new ClientId(AgentKind.HOST, "n" + i), "", endpoint));
    }
    return peers;
  }

  private static void answer(UdpPeer peer, EchoDatagram request, SocketAddress from) {
    LockSupport.parkNanos(ANSWER.toNanos());
    try {
      peer.send(request.reply(request.t1(), request.t1(), 0), from);
    } catch (IOException _) {
      // The test is over.
      return;
    }
  }

  private static void signal(String signal, Process process) throws IOException {
    ProgramRun.output(List.of("kill", signal, Long.toString(process.pid())));
  }

  private double sum(URI metrics, String name) {
    try {
      String text =
          client
              .send(
                  HttpRequest.newBuilder(metrics).timeout(Duration.ofSeconds(20)).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      return Exposition.of(text).series().stream()
          .filter(series -> series.name().equals(name))
          .mapToDouble(Exposition.Series::value)
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
