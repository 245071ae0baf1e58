// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.kernel;

import io.netcheck.protocol.KernelHint.Kind;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Reads what the kernel counts in the network namespace of this process, from about ten files. A
 * host agent shares the namespace of its host, so {@code /proc/net} is that of the host.
 */
final class KernelReader {
  private static final int SOFTNET_DROPPED = 1;

  private final KernelFiles files;
  private final Map<KernelReading.Key, Long> counters = new TreeMap<>();
  private final Map<KernelReading.Key, KernelReading.Fill> fills = new TreeMap<>();

  private KernelReader(KernelFiles files) {
    this.files = files;
  }

  /**
   * @param devices of the host
   */
  static KernelReading read(KernelFiles files, List<String> devices) {
    KernelReader reader = new KernelReader(files);
    reader.conntrack();
    reader.neighbours("ipv4", "arp_cache");
    reader.neighbours("ipv6", "ndisc_cache");
    reader.packets();
    devices.forEach(reader::device);
    return new KernelReading(reader.counters, reader.fills);
  }

  private void conntrack() {
    fill(
        Kind.CONNTRACK_FULL,
        "",
        files.number("proc/sys/net/netfilter/nf_conntrack_count"),
        files.number("proc/sys/net/netfilter/nf_conntrack_max"));
    files
        .text("proc/net/stat/nf_conntrack")
        .ifPresent(text -> {
          OptionalLong dropped = KernelTables.sum(text, "drop");
          // To make room, the kernel first drops connections that were not answered.
          long early = KernelTables.sum(text, "early_drop").orElse(0);
          if (dropped.isPresent()) {
            count(Kind.CONNTRACK_DROPS, "", OptionalLong.of(dropped.getAsLong() + early));
          }
        });
  }

  private void neighbours(String family, String table) {
    files
        .text("proc/net/stat/" + table)
        .ifPresent(text -> {
          OptionalLong room = files.number("proc/sys/net/" + family + "/neigh/default/gc_thresh3");
          OptionalLong entries = KernelTables.first(text, "entries");
          if (family.equals("ipv4") && NotableHints.isNearlyFull(entries, room)) {
            entries = OptionalLong.of(Math.max(0, entries.getAsLong() - permanent()));
          }
          fill(Kind.NEIGHBOURS_FULL, family, entries, room);
          count(Kind.NEIGHBOUR_OVERFLOWS, family, KernelTables.sum(text, "table_fulls"));
        });
  }

  /** Neighbours that were entered for ever, as overlays do; they need no room. */
  private long permanent() {
    return files.text("proc/net/arp").map(KernelTables::permanentNeighbours).orElse(0L);
  }

  private void packets() {
    files
        .text("proc/net/netstat")
        .ifPresent(text ->
            count(
                Kind.REVERSE_PATH_DROPS,
                "",
                KernelTables.inGroup(text, "TcpExt", "IPReversePathFilter")));
    files
        .text("proc/net/softnet_stat")
        .ifPresent(text ->
            count(
                Kind.SOFTNET_DROPS, "", KernelTables.sum(text.lines().toList(), SOFTNET_DROPPED)));
    String snmp = files.text("proc/net/snmp").orElse("");
    String snmp6 = files.text("proc/net/snmp6").orElse("");
    count(Kind.CHECKSUM_ERRORS, "tcp", KernelTables.inGroup(snmp, "Tcp", "InCsumErrors"));
    both(
        "udp",
        KernelTables.inGroup(snmp, "Udp", "InCsumErrors"),
        KernelTables.inLine(snmp6, "Udp6InCsumErrors"));
    both(
        "icmp",
        KernelTables.inGroup(snmp, "Icmp", "InCsumErrors"),
        KernelTables.inLine(snmp6, "Icmp6InCsumErrors"));
  }

  /** The counters of TCP are for both IP families, and the others are not. */
  private void both(String protocol, OptionalLong ipv4, OptionalLong ipv6) {
    if (ipv4.isPresent() || ipv6.isPresent()) {
      count(Kind.CHECKSUM_ERRORS, protocol, OptionalLong.of(ipv4.orElse(0) + ipv6.orElse(0)));
    }
  }

  private void device(String name) {
    String folder = HostDevices.FOLDER + "/" + name;
    OptionalLong received = files.number(folder + "/statistics/rx_errors");
    OptionalLong sent = files.number(folder + "/statistics/tx_errors");
    if (received.isPresent() && sent.isPresent()) {
      count(Kind.NIC_ERRORS, name, OptionalLong.of(received.getAsLong() + sent.getAsLong()));
    }
    count(Kind.NIC_MISSED, name, files.number(folder + "/statistics/rx_missed_errors"));
    count(Kind.CARRIER_CHANGES, name, files.number(folder + "/carrier_changes"));
  }

  private void count(Kind kind, String where, OptionalLong number) {
    number.ifPresent(value -> counters.put(new KernelReading.Key(kind, where), value));
  }

  private void fill(Kind kind, String where, OptionalLong used, OptionalLong limit) {
    if (used.isPresent() && limit.isPresent() && limit.getAsLong() > 0) {
      fills.put(
          new KernelReading.Key(kind, where),
          new KernelReading.Fill(used.getAsLong(), limit.getAsLong()));
    }
  }
}
