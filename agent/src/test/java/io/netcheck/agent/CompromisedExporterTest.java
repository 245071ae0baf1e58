// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A compromised exporter cannot make an agent send packets to addresses that it may not probe. The
 * packets are counted at the interface to which they would be routed.
 */
@MachineTest
class CompromisedExporterTest {
  /** The default route uses {@code out0}; the two addresses of the cluster are local. */
  private static final String NETWORK =
      """
      set -e
      ip link set lo up
      ip addr add 10.5.0.2/32 dev lo
      ip addr add 10.5.0.3/32 dev lo
      ip addr add fd05::2/128 dev lo
      ip link add out0 type veth peer name gone0
      ip link set out0 addrgenmode none
      ip link set gone0 addrgenmode none
      ip link set out0 up
      ip link set gone0 up
      ip addr add 172.31.0.1/32 dev out0
      ip route add default dev out0
      ip -6 route add default dev out0
      """;

  private static final String EVERYWHERE = "10.5.0.0/16,169.0.0.0/8,203.0.113.0/32,fd05::/16";

  @Test
  void noPacketLeavesForWhatTheExporterMayNotHandOut(@TempDir Path folder) throws IOException {
    assertEquals(
        List.of("links 1", "refused 13.0", "forbidden 13", "packets 0"),
        run(folder, "answer", EVERYWHERE));
  }

  @Test
  void norForWhatStandsInThePeersFile(@TempDir Path folder) throws IOException {
    assertEquals(
        List.of("links 1", "refused 13.0", "forbidden 13", "packets 0"),
        run(folder, "file", EVERYWHERE));
  }

  /** Shows that the counting works: packets to allowed addresses leave there. */
  @Test
  void whatIsAllowedDoesLeave(@TempDir Path folder) throws IOException {
    List<String> lines = run(folder, "answer", "0.0.0.0/0");
    // 203.0.113.7 and 10.96.0.1, which the setting allows here.
    assertEquals("refused 11.0", lines.get(1));
    assertTrue(lines.getLast().matches("packets [1-9][0-9]*"), lines::toString);
  }

  private static List<String> run(Path folder, String way, String ranges) throws IOException {
    String peers = folder.resolve("peers.json").toString();
    return NamespaceOutput.run(NETWORK, "", CompromisedExporterProgram.class, peers, way, ranges)
        .lines();
  }
}
