// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is done to the network has the effect that its name says. */
@MachineTest
class LabNetworkTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int PORT = 6100;

  private LabRun run;
  private LabNetwork fabric;
  private ServerSocket server;

  @BeforeEach
  void build() throws IOException {
    TestRequirements.root();
    TestRequirements.tools("ip", "sysctl", "iptables", "ip6tables");
    run = LabRun.begin();
    fabric = new LabNetwork(run, 3);
    server = fabric.node(2).host().call(PATIENCE, () -> new ServerSocket(PORT));
  }

  @AfterEach
  void remove() throws IOException {
    if (run != null) {
      server.close();
      run.close();
    }
  }

  private Socket open(String address) throws IOException {
    return open(address, (int) PATIENCE.toMillis());
  }

  /** A connection of node-1. */
  private Socket open(String address, int timeoutMillis) throws IOException {
    return fabric
        .node(1)
        .host()
        .call(
            PATIENCE,
            () -> {
              Socket socket = new Socket();
              socket.connect(
                  new InetSocketAddress(InetAddress.ofLiteral(address), PORT), timeoutMillis);
              return socket;
            });
  }

  /** How long it takes node-1 to connect to an address of node-2. */
  private Duration connect(String address) throws IOException {
    return fabric
        .node(1)
        .host()
        .call(
            PATIENCE,
            () -> {
              long start = System.nanoTime();
              try (Socket socket = new Socket()) {
                socket.connect(
                    new InetSocketAddress(InetAddress.ofLiteral(address), PORT),
                    (int) PATIENCE.toMillis());
              }
              return Duration.ofNanos(System.nanoTime() - start);
            });
  }

  @Test
  void aDelayedNodeAnswersLateUntilTheDelayEnds() throws IOException {
    Duration delay = Duration.ofMillis(300);

    fabric.delay(fabric.node(2), delay);
    assertTrue(connect(fabric.node(2).hostIpv4()).compareTo(delay) >= 0);
    assertTrue(connect(fabric.node(2).hostIpv6()).compareTo(delay) >= 0);

    fabric.endDelays();
    assertTrue(connect(fabric.node(2).hostIpv4()).compareTo(delay) < 0);
  }

  @Test
  void onlyFramesToTheGivenNodesAreDelayed() throws IOException {
    Duration delay = Duration.ofMillis(300);

    fabric.delay(List.of(fabric.node(2)), List.of(fabric.node(3)), delay);

    assertTrue(connect(fabric.node(2).hostIpv4()).compareTo(delay) < 0);
  }

  @Test
  void aRejectedConnectionFailsAtOnce() throws IOException {
    PacketFilter filter = new PacketFilter(fabric);

    filter.rejectArriving(fabric.node(2), PacketMatch.QUESTIONS);
    assertThrows(IOException.class, () -> connect(fabric.node(2).hostIpv4()));

    filter.clear();
    assertTrue(connect(fabric.node(2).hostIpv4()).compareTo(PATIENCE) < 0);
  }

  @Test
  void aPortIsPassedOnToAnotherNodeUntilThatEnds() throws IOException {
    try (ServerSocket other = fabric.node(3).host().call(PATIENCE, () -> new ServerSocket(PORT))) {
      other.setSoTimeout((int) PATIENCE.toMillis());
      fabric.redirect(fabric.node(2), PORT, fabric.node(3));
      connect(fabric.node(2).hostIpv4());
      other.accept().close();
    }
    fabric.endRedirect(fabric.node(2));
    connect(fabric.node(2).hostIpv4());
    server.setSoTimeout((int) PATIENCE.toMillis());
    server.accept().close();
  }

  @Test
  void aConnectionThatIsOpenOutlivesTheLossOfNewOnes() throws IOException {
    PacketFilter filter = new PacketFilter(fabric);
    filter.trackFlows(fabric.node(2));
    server.setSoTimeout((int) PATIENCE.toMillis());
    try (Socket here = open(fabric.node(2).hostIpv4());
        Socket there = server.accept()) {
      filter.drop(List.of(fabric.node(1)), List.of(fabric.node(2)), PacketMatch.NEW_FLOWS);
      here.setSoTimeout((int) PATIENCE.toMillis());
      here.getOutputStream().write(1);
      there.setSoTimeout((int) PATIENCE.toMillis());
      assertEquals(1, there.getInputStream().read());
      assertThrows(IOException.class, () -> open(fabric.node(2).hostIpv4(), 500));
    }
  }

  @Test
  void aPodGetsANewAddress() throws IOException {
    LabNode renumbered = fabric.renumberPod(fabric.node(2));

    assertEquals("10.232.2.3", renumbered.podIpv4());
    assertEquals(renumbered, fabric.node(2));
    server.close();
    server = renumbered.pod().call(PATIENCE, () -> new ServerSocket(PORT));
    assertTrue(connect(renumbered.podIpv4()).compareTo(PATIENCE) < 0);
    assertTrue(connect(renumbered.podIpv6()).compareTo(PATIENCE) < 0);
  }
}
