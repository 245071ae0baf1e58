// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.KernelHint;
import io.netcheck.protocol.KernelHint.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelReaderTest {
  private static final String ARP_CACHE =
      """
      entries  allocs   destroys hash_grows lookups  hits     res_failed rcv_probes_mcast rcv_probes_ucast periodic_gc_runs forced_gc_runs unresolved_discards table_fulls
      000003e8 00000d0b 00000b23 00000000   000039de 00001524 00000211   00000000         00000000         00000cb3         00000000       00000000            0000000a
      000003e8 00000db4 00000f57 00000005   00003703 0000139a 00000226   00000000         00000000         00000000         00000000       00000000            00000001
      """;

  @TempDir private Path root;
  private long nanos = Long.MAX_VALUE - 1_000;

  private final ProcessClock clock =
      new ProcessClock() {
        @Override
        public long nanoTime() {
          return nanos;
        }

        @Override
        public Instant instant() {
          return Instant.EPOCH;
        }
      };

  @BeforeEach
  void aHost() throws IOException {
    write("proc/sys/net/netfilter/nf_conntrack_count", "98\n");
    write("proc/sys/net/netfilter/nf_conntrack_max", "100\n");
    write(
        "proc/net/stat/nf_conntrack",
        """
        entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop icmp_error  expect_new expect_create expect_delete search_restart
        00000000  00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000010 00000001 00000000  00000000 00000000 00000000 00000000
        00000000  00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 0000000f 00000000 00000000  00000000 00000000 00000000 00000000
        """);
    write("proc/net/stat/arp_cache", ARP_CACHE);
    write("proc/sys/net/ipv4/neigh/default/gc_thresh3", "1024\n");
    write("proc/net/netstat", netstat(7));
    write(
        "proc/net/softnet_stat",
        """
        01daf8cd 00000002 00000008 00000000
        01c51224 000000ff 00000007 00000000
        """);
    write(
        "proc/net/snmp",
        """
        Icmp: InMsgs InErrors InCsumErrors
        Icmp: 6279979 0 3
        Tcp: RtoAlgorithm MaxConn InCsumErrors
        Tcp: 1 -1 4
        Udp: InDatagrams NoPorts InCsumErrors
        Udp: 4333558 32668 5
        """);
    write(
        "proc/net/snmp6",
        """
        Ip6InReceives                   	440105
        Icmp6InCsumErrors               	10
        Udp6InCsumErrors                	20
        """);
    write("sys/class/net/eth0/device/vendor", "");
    write("sys/class/net/eth0/carrier_changes", "2\n");
    write("sys/class/net/eth0/statistics/rx_errors", "5\n");
    write("sys/class/net/eth0/statistics/tx_errors", "6\n");
    write("sys/class/net/eth0/statistics/rx_missed_errors", "7\n");
    write("sys/class/net/veth1/carrier_changes", "2\n");
  }

  private static String netstat(int reversePath) {
    return """
    TcpExt: SyncookiesSent IPReversePathFilter TCPTimeouts
    TcpExt: 0 %d 12
    IpExt: InNoRoutes IPReversePathFilter
    IpExt: 0 99
    """
        .formatted(reversePath);
  }

  private void write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private KernelReading read() {
    KernelFiles files = new KernelFiles(root);
    return KernelReader.read(files, HostDevices.of(files, List.of()));
  }

  private static KernelReading.Key key(Kind kind, String where) {
    return new KernelReading.Key(kind, where);
  }

  @Test
  void everyFileIsRead() {
    KernelReading reading = read();
    assertEquals(
        Map.of(
            key(Kind.CONNTRACK_FULL, ""), new KernelReading.Fill(98, 100),
            key(Kind.NEIGHBOURS_FULL, "ipv4"), new KernelReading.Fill(1_000, 1_024)),
        reading.fills());
    assertEquals(
        Map.ofEntries(
            Map.entry(key(Kind.CONNTRACK_DROPS, ""), 32L),
            Map.entry(key(Kind.NEIGHBOUR_OVERFLOWS, "ipv4"), 11L),
            Map.entry(key(Kind.REVERSE_PATH_DROPS, ""), 7L),
            Map.entry(key(Kind.SOFTNET_DROPS, ""), 257L),
            Map.entry(key(Kind.NIC_ERRORS, "eth0"), 11L),
            Map.entry(key(Kind.NIC_MISSED, "eth0"), 7L),
            Map.entry(key(Kind.CARRIER_CHANGES, "eth0"), 2L),
            Map.entry(key(Kind.CHECKSUM_ERRORS, "tcp"), 4L),
            Map.entry(key(Kind.CHECKSUM_ERRORS, "udp"), 25L),
            Map.entry(key(Kind.CHECKSUM_ERRORS, "icmp"), 13L)),
        reading.counters());
  }

  @Test
  void permanentNeighboursNeedNoRoom() throws IOException {
    write(
        "proc/net/arp",
        """
        IP address       HW type     Flags       HW address            Mask     Device
        192.0.2.1        0x1         0x2         02:fc:00:00:00:05     *        eth0
        192.0.2.2        0x1         0x6         02:fc:00:00:00:06     *        flannel.1
        192.0.2.3        0x1         0x6         02:fc:00:00:00:07     *        flannel.1
        """);
    assertEquals(
        new KernelReading.Fill(998, 1_024), read().fills().get(key(Kind.NEIGHBOURS_FULL, "ipv4")));
  }

  @Test
  void ofAHostThatTellsNothingNothingIsKnown() {
    KernelFiles nowhere = new KernelFiles(root.resolve("nowhere"));
    assertEquals(KernelReading.NOTHING, KernelReader.read(nowhere, List.of("eth0")));
    assertEquals(List.of(), HostDevices.of(nowhere, List.of()));
  }

  @Test
  void whatIsNotAsExpectedIsLeftOut() throws IOException {
    write("proc/sys/net/netfilter/nf_conntrack_max", "many\n");
    write("proc/net/netstat", "TcpExt: IPReversePathFilter\n");
    write("proc/net/softnet_stat", "zz yy\n");
    write("proc/net/stat/arp_cache", "entries\n");
    write("proc/net/snmp6", "\n");
    KernelReading reading = read();
    assertEquals(Map.of(), reading.fills());
    assertTrue(
        reading.counters().keySet().stream()
            .noneMatch(
                key -> key.kind() == Kind.REVERSE_PATH_DROPS || key.kind() == Kind.SOFTNET_DROPS));
  }

  @Test
  void whatHappenedInTheLastMinutesIsNotable() throws IOException {
    KernelWatch watch = new KernelWatch(Optional.of(root), List.of(), clock);
    List<KernelHint> full =
        List.of(
            new KernelHint(Kind.CONNTRACK_FULL, "", 98, 100),
            new KernelHint(Kind.NEIGHBOURS_FULL, "ipv4", 1_000, 1_024));
    // Counters count since the host started.
    assertEquals(full, watch.hints());
    write("proc/net/netstat", netstat(107));
    assertEquals(full, watch.hints(), "it is read every 10 s");
    pass(Duration.ofSeconds(10));
    KernelHint drops = new KernelHint(Kind.REVERSE_PATH_DROPS, "", 100, 0);
    assertEquals(List.of(full.get(0), full.get(1), drops), watch.hints());
    for (int i = 0; i < 6; i++) {
      pass(Duration.ofSeconds(60));
      watch.hints();
    }
    assertEquals(full, watch.hints());
  }

  @Test
  void fewStrayPacketsAreNotNotable() throws IOException {
    KernelWatch watch = new KernelWatch(Optional.of(root), List.of(), clock);
    watch.hints();
    write("proc/net/netstat", netstat(16));
    write("proc/sys/net/netfilter/nf_conntrack_count", "89\n");
    write("proc/net/stat/arp_cache", ARP_CACHE.replace("000003e8", "00000003"));
    pass(Duration.ofSeconds(10));
    assertEquals(List.of(), watch.hints());
  }

  @Test
  void withoutARootNothingIsRead() {
    assertEquals(List.of(), new KernelWatch(Optional.empty(), List.of(), clock).hints());
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }
}
