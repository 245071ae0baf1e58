// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ProbeKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All links of a mesh, in columns: there may be half a million, and a record for each every second
 * would be the exporter's main work. {@link #link} makes one where somebody looks at it.
 *
 * <p>The columns are as long as one client's plane: arrays as long as the whole mesh would be
 * garbage every second that the collector cannot get rid of as cheaply as of small ones.
 *
 * <p>Links stand in the order of their source's name, so that equal meshes list them alike.
 */
public final class LinkColumns {
  /** A target that is no known client. */
  static final int NOBODY = -1;

  private final List<MeshNode> nodes;
  private final PlaneResults[] planes;

  /** The first link of each plane, and behind them all the number of links. */
  private final int[] starts;

  private final int[] sources;
  private final byte[] codes;
  private final Rows[] rows;
  private int planeCount;
  private int down;

  /**
   * The plane that was asked for last: whoever walks over the links asks for it again. Any thread
   * may write it, and none believes it unseen.
   */
  private int lastPlane;

  LinkColumns(List<MeshNode> nodes, int planes) {
    this.nodes = nodes;
    this.planes = new PlaneResults[planes];
    this.starts = new int[planes + 1];
    this.sources = new int[planes];
    this.codes = new byte[planes];
    this.rows = new Rows[planes];
  }

  /**
   * What the rows of one plane come to; never changes.
   *
   * @param targets the index of each row's target
   * @param states the code of each row's state
   * @param down how many are down
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over
  record Rows(int[] targets, byte[] states, int down) {
    static Rows of(int[] targets, byte[] states) {
      int down = 0;
      for (byte state : states) {
        if (state == LinkState.DOWN.code()) {
          down++;
        }
      }
      return new Rows(targets, states, down);
    }
  }

  /**
   * Adds the links of one plane.
   *
   * @param from the index of its source, none less than the one before
   */
  void add(PlaneResults results, int from, int planeCode, Rows of) {
    if (of.states.length == 0) {
      return;
    }
    planes[planeCount] = results;
    sources[planeCount] = from;
    codes[planeCount] = (byte) planeCode;
    rows[planeCount] = of;
    down += of.down;
    planeCount++;
    starts[planeCount] = starts[planeCount - 1] + of.states.length;
  }

  /**
   * Finds the planes of an earlier mesh of the same nodes again, while the next one is made: most
   * clients have said nothing new since.
   */
  static final class Earlier {
    private final LinkColumns links;
    private int at;

    Earlier(LinkColumns links) {
      this.links = links;
    }

    /**
     * What {@code results}, the very same, came to.
     *
     * @param from the index of their source, none less than the one before
     */
    @SuppressWarnings("ReferenceEquality") // the very same, not measured anew
    Optional<Rows> rows(PlaneResults results, int from) {
      while (at < links.planeCount && links.sources[at] < from) {
        at++;
      }
      for (int i = at; i < links.planeCount && links.sources[i] == from; i++) {
        if (links.planes[i] == results) {
          return Optional.of(links.rows[i]);
        }
      }
      return Optional.empty();
    }
  }

  public int size() {
    return starts[planeCount];
  }

  /** How many are down. */
  public int down() {
    return down;
  }

  public LinkState state(int link) {
    int at = planeOf(link);
    return LinkState.of(rows[at].states[link - starts[at]]);
  }

  /** The {@link MeshNode#index} of the source. */
  public int source(int link) {
    return sources[planeOf(link)];
  }

  /** The {@link MeshNode#index} of the target; only a link of unknown state may have none: -1. */
  public int target(int link) {
    int at = planeOf(link);
    return rows[at].targets[link - starts[at]];
  }

  /** The {@link Plane#code} of the plane it crosses. */
  public int plane(int link) {
    return codes[planeOf(link)];
  }

  /** The whole of one link. */
  public Link link(int link) {
    int at = planeOf(link);
    PlaneResults results = planes[at];
    int row = link - starts[at];
    MeshNode from = nodes.get(sources[at]);
    int to = rows[at].targets[row];
    String zone = to == NOBODY ? "" : nodes.get(to).zone();
    return new Link(
        new Link.Key(from.name(), results.targets().get(row), results.network(), results.family()),
        from.zone(),
        zone,
        state(link),
        rtt(results, row),
        failing(results, row));
  }

  /** Hears how one kind of probe does on links that are up. */
  @FunctionalInterface
  public interface ProbeVisitor {
    /**
     * @param silent whether this kind gets no answer, though another does; a refusal is an answer
     */
    void visit(int link, boolean silent);
  }

  /** Shows each link that is up and on which probes of {@code kind} are measured. */
  public void eachProbe(ProbeKind kind, ProbeVisitor visitor) {
    for (int at = 0; at < planeCount; at++) {
      ProbeColumn column = planes[at].probes().get(kind);
      if (column != null) {
        eachRow(starts[at], column, visitor);
      }
    }
  }

  private void eachRow(int start, ProbeColumn column, ProbeVisitor visitor) {
    BitSet refused = new BitSet();
    column.reasons().getOrDefault(FailureReason.REFUSED, List.of()).forEach(refused::set);
    column.reasons().getOrDefault(FailureReason.RESET, List.of()).forEach(refused::set);
    for (int row = 0; row < column.rows(); row++) {
      LinkState answered = LinkState.of(column.up()[row]);
      if (state(start + row) == LinkState.UP && answered != LinkState.UNKNOWN) {
        visitor.visit(start + row, answered == LinkState.DOWN && !refused.get(row));
      }
    }
  }

  /** Why a link fails, by the first of its probes that says so. */
  public Optional<FailureReason> reason(int link) {
    int at = planeOf(link);
    int row = link - starts[at];
    for (ProbeColumn column : planes[at].probes().values()) {
      if (column.up()[row] == LinkState.DOWN.code()) {
        Optional<FailureReason> reason = reason(column, row);
        if (reason.isPresent()) {
          return reason;
        }
      }
    }
    return Optional.empty();
  }

  private int planeOf(int link) {
    int last = lastPlane;
    if (starts[last] <= link && link < starts[last + 1]) {
      return last;
    }
    // Whoever walks comes to the next one.
    int next = last + 1;
    if (next < planeCount && starts[next] <= link && link < starts[next + 1]) {
      lastPlane = next;
      return next;
    }
    int found = Arrays.binarySearch(starts, 0, planeCount, link);
    int at = found < 0 ? -found - 2 : found;
    lastPlane = at;
    return at;
  }

  private static int rtt(PlaneResults results, int row) {
    for (ProbeKind kind : BestProbe.ORDER) {
      ProbeColumn column = results.probes().get(kind);
      if (column != null
          && column.up()[row] == LinkState.UP.code()
          && column.rttMeanMicros()[row] > 0) {
        return column.rttMeanMicros()[row];
      }
    }
    return 0;
  }

  private static List<Link.FailingProbe> failing(PlaneResults results, int row) {
    List<Link.FailingProbe> failing = new ArrayList<>();
    results
        .probes()
        .forEach((kind, column) -> {
          if (column.up()[row] == LinkState.DOWN.code()) {
            failing.add(new Link.FailingProbe(kind, reason(column, row)));
          }
        });
    return failing;
  }

  static Optional<FailureReason> reason(ProbeColumn column, int row) {
    for (Map.Entry<FailureReason, List<Integer>> entry : column.reasons().entrySet()) {
      if (entry.getValue().contains(row)) {
        return Optional.of(entry.getKey());
      }
    }
    return Optional.empty();
  }
}
