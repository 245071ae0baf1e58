// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import io.netcheck.agent.probe.Outcome;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.ErrorSender;
import io.netcheck.protocol.FailingPorts;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.NeverUp;
import io.netcheck.protocol.PacketCounts;
import io.netcheck.protocol.PacketRow;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ProbeKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The results of all links since the last heartbeat that one exporter accepted, in columns. Not
 * thread-safe: only one heartbeat to it is in flight at a time.
 */
public final class PlaneWindow {
  private final LinkTable table;
  private final ProcessClock clock;
  private final int exporter;
  private List<Link> offered = List.of();

  /**
   * @param exporter its number, from 0; no other open window has it
   */
  public PlaneWindow(LinkTable table, ProcessClock clock, int exporter) {
    this.table = table;
    this.clock = clock;
    this.exporter = exporter;
  }

  /** The next offer tells what the next one of {@code other} tells. */
  public void follow(PlaneWindow other) {
    table.links().forEach(link -> link.follow(exporter, other.exporter));
  }

  /** The columns for the next heartbeat, with all results since the last accepted one. */
  public List<PlaneResults> offer() {
    offered = table.links();
    Map<Plane, List<Link>> planes = new TreeMap<>();
    for (Link link : offered) {
      Plane plane = new Plane(link.key().network(), link.key().family());
      planes.computeIfAbsent(plane, _ -> new ArrayList<>()).add(link);
    }
    return planes.entrySet().stream()
        .map(entry -> results(entry.getKey(), entry.getValue(), clock.nanoTime()))
        .toList();
  }

  /** The heartbeat with the last offer was accepted, so a new window begins. */
  public void accept() {
    offered.forEach(link -> link.accept(exporter));
  }

  private record Plane(Network network, IpFamily family) implements Comparable<Plane> {
    @Override
    public int compareTo(Plane other) {
      int byNetwork = network.compareTo(other.network);
      return byNetwork != 0 ? byNetwork : family.compareTo(other.family);
    }
  }

  private PlaneResults results(Plane plane, List<Link> links, long nowNanos) {
    int rows = links.size();
    int[] up = new int[rows];
    List<String> targets = new ArrayList<>(rows);
    Map<ProbeKind, Column> columns = new EnumMap<>(ProbeKind.class);
    List<FailingPorts> ports = new ArrayList<>();
    List<PacketRow> packets = new ArrayList<>();
    List<NeverUp> neverUp = new ArrayList<>();
    List<Integer> rerouted = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      Link link = links.get(row);
      targets.add(link.key().peer().node());
      up[row] = link.state().code();
      link.failingPorts(row, nowNanos).ifPresent(ports::add);
      PacketCounts counts = link.offerPackets(exporter);
      if (!counts.isNone()) {
        packets.add(new PacketRow(row, counts));
      }
      if (link.isRerouted(nowNanos)) {
        rerouted.add(row);
      }
      OptionalLong never = link.neverUpNanos(nowNanos);
      if (never.isPresent()) {
        neverUp.add(new NeverUp(row, Duration.ofNanos(never.getAsLong())));
      }
      for (ProbeKind kind : link.probes()) {
        Column column = columns.computeIfAbsent(kind, _ -> new Column(rows));
        column.set(row, link.offer(kind, exporter));
        if (kind == ProbeKind.MTU) {
          column.setPathMtu(row, link.pathMtu());
        }
      }
    }
    Map<ProbeKind, ProbeColumn> probes = new EnumMap<>(ProbeKind.class);
    columns.forEach((kind, column) -> probes.put(kind, column.done()));
    return new PlaneResults(
        plane.network(),
        plane.family(),
        targets,
        up,
        probes,
        ports,
        Optional.of(neverUp),
        packets,
        rerouted);
  }

  /** Builds one column. */
  private static final class Column {
    private static final long NANOS_PER_MICRO = 1_000;

    private final int[] up;
    private final int[] sent;
    private final int[] failed;
    private final int[] rttMean;
    private final int[] rttMax;
    private final Map<FailureReason, List<Integer>> reasons = new EnumMap<>(FailureReason.class);
    private final Map<ErrorSender, List<Integer>> senders = new HashMap<>();

    /** Empty as long as no path is narrow. */
    private int[] pathMtu = {};

    Column(int rows) {
      up = new int[rows];
      Arrays.fill(up, LinkState.UNKNOWN.code());
      sent = new int[rows];
      failed = new int[rows];
      rttMean = new int[rows];
      rttMax = new int[rows];
    }

    void set(int row, ProbeRecord.Window window) {
      up[row] = window.state().code();
      sent[row] = clamp(window.sent());
      failed[row] = clamp(window.failed());
      rttMean[row] = micros(window.rttMeanNanos());
      rttMax[row] = micros(window.rttMaxNanos());
      window.failure().ifPresent(failure -> set(row, failure));
    }

    private void set(int row, Outcome.Failure failure) {
      reasons.computeIfAbsent(failure.reason(), _ -> new ArrayList<>()).add(row);
      failure
          .sender()
          .filter(
              sender -> senders.size() < ProbeColumn.MOST_SENDERS || senders.containsKey(sender))
          .ifPresent(sender -> senders.computeIfAbsent(sender, _ -> new ArrayList<>()).add(row));
    }

    void setPathMtu(int row, OptionalInt bytes) {
      if (bytes.isPresent()) {
        pathMtu = pathMtu.length == 0 ? new int[up.length] : pathMtu;
        pathMtu[row] = bytes.getAsInt();
      }
    }

    /** At least 1 for an answer, because 0 means that there was none. */
    private static int micros(long nanos) {
      return nanos == 0 ? 0 : Math.max(1, clamp(nanos / NANOS_PER_MICRO));
    }

    private static int clamp(long value) {
      return (int) Math.min(value, Integer.MAX_VALUE);
    }

    ProbeColumn done() {
      return new ProbeColumn(up, sent, failed, rttMean, rttMax, reasons, senders, pathMtu);
    }
  }
}
