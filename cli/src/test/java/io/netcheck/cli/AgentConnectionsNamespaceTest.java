// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** One host opens more connections to an agent than the agent takes in all. */
@MachineTest
@ResourceLock(TestNetwork.ADDRESSES)
class AgentConnectionsNamespaceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MORE_THAN_ALL = 300;

  /**
   * An agent gives one source 64 of its 256 connections. A connection that it has just closed for
   * being late may still look open here while the one in its place already is.
   */
  private static final int FEW_ENOUGH = 128;

  @BeforeEach
  void needsNamespaces() {
    TestRequirements.tools("ip", "curl", "sysctl");
    TestRequirements.root();
  }

  @Test
  void theConnectionsOfOneHostKeepNoOtherOneOut() throws Exception {
    List<Socket> held = new ArrayList<>();
    try (TestNetwork network = new TestNetwork(2);
        AgentProcess _ =
            AgentProcess.start(
                TestNetwork.prefix(1),
                URI.create("http://" + TestNetwork.own() + ":9"),
                List.of("--node-name=n1", "--node-ip=" + TestNetwork.ipv4(1)))) {
      await().atMost(PATIENCE).ignoreExceptions().until(() -> scrape(network).contains("200"));
      try {
        for (int i = 0; i < MORE_THAN_ALL; i++) {
          held.add(begin());
        }

        assertEquals("200", scrape(network));
        long open = held.stream().filter(AgentConnectionsNamespaceTest::isOpen).count();
        assertTrue(open < FEW_ENOUGH, "open: " + open);
      } finally {
        for (Socket socket : held) {
          socket.close();
        }
      }
    }
  }

  /** A connection with the beginning of a request, which the agent waits for. */
  private static Socket begin() throws IOException {
    Socket socket = new Socket(TestNetwork.ipv4(1), 6100);
    try {
      socket.getOutputStream().write("GET /-/healthy HTTP/1.1\r\n".getBytes(UTF_8));
    } catch (SocketException _) {
      // It is closed already.
    }
    return socket;
  }

  private static boolean isOpen(Socket socket) {
    try {
      socket.setSoTimeout(1);
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException _) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /** The status of a page that another host asks for. */
  private static String scrape(TestNetwork network) throws IOException {
    return network.output(
        2,
        "curl -s -m 5 -o /dev/null -w %{http_code} http://"
            + TestNetwork.ipv4(1)
            + ":6100/metrics");
  }
}
