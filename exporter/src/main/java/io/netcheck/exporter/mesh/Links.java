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
 * All links of a mesh, in columns: there may be a quarter of a million, and a record for each every
 * second would be the exporter's main work. {@link #link} makes one where somebody looks at it.
 *
 * <p>Links stand in the order of their source's name, so that equal meshes list them alike.
 */
public final class Links {
  /** A target that is no known client. */
  static final int NOBODY = -1;

  private final List<MeshNode> nodes;
  private final PlaneResults[] planes;
  private final int[] starts;
  final int[] source;
  final int[] target;
  final byte[] plane;
  final byte[] state;
  private int planeCount;
  private int size;
  private int down;

  Links(List<MeshNode> nodes, int planes, int rows) {
    this.nodes = nodes;
    this.planes = new PlaneResults[planes];
    this.starts = new int[planes];
    this.source = new int[rows];
    this.target = new int[rows];
    this.plane = new byte[rows];
    this.state = new byte[rows];
  }

  void begin(PlaneResults results) {
    planes[planeCount] = results;
    starts[planeCount++] = size;
  }

  void add(int from, int to, int planeCode, int stateCode) {
    source[size] = from;
    target[size] = to;
    plane[size] = (byte) planeCode;
    state[size] = (byte) stateCode;
    if (stateCode == 0) {
      down++;
    }
    size++;
  }

  public int size() {
    return size;
  }

  /** How many are down. */
  public int down() {
    return down;
  }

  public LinkState state(int link) {
    return LinkState.of(state[link]);
  }

  /** The {@link MeshNode#index} of the source. */
  public int source(int link) {
    return source[link];
  }

  /** The {@link MeshNode#index} of the target; only a link of unknown state may have none: -1. */
  public int target(int link) {
    return target[link];
  }

  /** The {@link Plane#code} of the plane it crosses. */
  public int plane(int link) {
    return plane[link];
  }

  /** The whole of one link. */
  public Link link(int link) {
    int at = planeOf(link);
    PlaneResults results = planes[at];
    int row = link - starts[at];
    MeshNode from = nodes.get(source[link]);
    String zone = target[link] == NOBODY ? "" : nodes.get(target[link]).zone();
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
    int found = Arrays.binarySearch(starts, 0, planeCount, link);
    if (found < 0) {
      return -found - 2;
    }
    // Planes without rows start where the next one does: the last of them has the row.
    while (found + 1 < planeCount && starts[found + 1] == link) {
      found++;
    }
    return found;
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
