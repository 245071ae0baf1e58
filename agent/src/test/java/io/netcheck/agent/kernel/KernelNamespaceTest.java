// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.agent.NamespaceOutput;
import io.netcheck.protocol.KernelHint.Kind;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.ProgramRun;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** A kernel that drops packets for several reasons. The tables of neighbours are the machine's. */
@MachineTest
@Isolated
class KernelNamespaceTest {
  private static final String NETWORK =
      """
      set -e
      namespaces other
      ip link set lo up
      ip link add s0 type veth peer name r0
      ip link set r0 netns $other
      ip addr add 10.79.1.1/24 dev s0
      ip link set s0 address 02:00:00:00:00:01
      ip link set s0 up
      sysctl -qw net.ipv4.conf.all.rp_filter=1
      other sh -ec '
        ip link set lo up
        ip addr add 10.99.9.9/32 dev lo
        ip addr add 10.79.1.2/24 dev r0
        ip link set r0 address 02:00:00:00:00:02
        ip link set r0 up
        ip neigh add 10.79.1.1 lladdr 02:00:00:00:00:01 dev r0'
      iptables -w -A INPUT -m conntrack --ctstate INVALID -j DROP
      sysctl -qw net.netfilter.nf_conntrack_udp_timeout=300
      trap - EXIT
      set -- "$@" $other
      """;

  /** The devices in a mounted sysfs are those of the namespace in which it was mounted. */
  private static final String WITH_SYS =
      "unshare -m sh -ec 'mount -t sysfs none /sys; exec \"$@\"' sh";

  @Test
  void whyTheKernelDropsPacketsIsNotable() throws IOException {
    TestRequirements.tools("iptables", "nsenter", "perl", "sysctl");
    NamespaceOutput said = NamespaceOutput.run(NETWORK, WITH_SYS, KernelNamespaceProgram.class);
    assertEquals("", said.log());
    assertEquals(
        """
        quiet:\s
        checksums: checksum_errors tcp 5, checksum_errors udp 5
        reverse path: reverse_path_drops 20, checksum_errors tcp 5, checksum_errors udp 5
        carrier: reverse_path_drops 20, carrier_changes s0 2, checksum_errors tcp 5, checksum_errors udp 5
        conntrack: conntrack nearly full, conntrack drops, reverse_path_drops 20, carrier_changes s0 2, checksum_errors tcp 5, checksum_errors udp 5
        """,
        String.join("\n", said.lines()) + "\n");
  }

  /** All network namespaces share one table, so this leaves room for others. */
  @Test
  void neighboursOfTheWholeMachineAreCounted() throws IOException {
    TestRequirements.root();
    KernelReading.Key table = new KernelReading.Key(Kind.NEIGHBOURS_FULL, "ipv4");
    KernelFiles files = new KernelFiles(Path.of("/"));
    KernelReading.Fill before = KernelReader.read(files, List.of()).fills().get(table);
    if (before == null) {
      // Only the first network namespace of a machine tells.
      assertEquals(false, files.exists("proc/net/stat/arp_cache"));
      return;
    }
    long more = Math.max(0, before.limit() * 91 / 100 - before.used());
    ProcessBuilder filling =
        new ProcessBuilder(
            "unshare",
            "-n",
            "sh",
            "-ec",
            """
            ip link add v0 type veth peer name v1
            ip link set v0 up
            ip addr add 10.80.0.1/16 dev v0
            i=0
            while test $i -lt %d; do
              echo "neigh add 10.80.$((i / 200 + 1)).$((i %% 200 + 1)) lladdr 02:00:00:00:00:01 dev v0 nud stale"
              i=$((i + 1))
            done | ip -batch -
            echo done
            read end
            """
                .formatted(more));
    Process filled = filling.redirectErrorStream(true).start();
    try {
      assertEquals("done", filled.inputReader().readLine());
      KernelReading full = KernelReader.read(files, List.of());
      assertEquals(
          List.of(Kind.NEIGHBOURS_FULL),
          NotableHints.of(full, full).stream()
              .filter(hint -> hint.where().equals("ipv4"))
              .map(hint -> hint.kind())
              .toList());
    } finally {
      filled.outputWriter().close();
      ProgramRun.end(filled);
    }
  }
}
