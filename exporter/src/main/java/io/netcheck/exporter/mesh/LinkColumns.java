// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.NeverUp;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.verdict.Plane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All links of a mesh, in columns. A mesh can have half a million links, and to create a record for
 * each of them every second would be the exporter's main work. {@link #link} creates one on demand.
 *
 * <p>Each column covers one plane of one client. Arrays over the whole mesh would become garbage
 * every second, and large arrays cost the collector more than small ones.
 *
 * <p>Links are ordered by the name of their source, so equal meshes list them in the same order.
 */
public final class LinkColumns {
  /** The index of a target that is not a known client. */
  static final int NO_NODE = -1;

  private final List<MeshNode> nodes;
  private final PlaneResults[] planes;

  /** The first link of each plane, followed by the number of links. */
  private final int[] starts;

  private final int[] sources;
  private final byte[] codes;
  private final Rows[] rows;
  private int planeCount;
  private LinkTotals totals = LinkTotals.NONE;
  private int strangers;

  /**
   * The plane of the last question: a walk over the links asks for the same plane many times. Any
   * thread may write it, and each reader checks it before use.
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
   * The targets and states of the rows of one plane, and how many there are of each; immutable. The
   * next mesh has the same object if nothing was reported since and no node changed.
   *
   * @param targets the index of each row's target
   * @param states the code of each row's state
   * @param strangers rows whose target is not a known client
   * @param going rows whose target is leaving or expected to be down
   */
  @SuppressWarnings("ArrayRecordComponent") // owned by this record
  public record Rows(int[] targets, byte[] states, LinkTotals totals, int strangers, int going) {
    static Rows of(int[] targets, byte[] states, int going) {
      int up = 0;
      int down = 0;
      int strangers = 0;
      for (int row = 0; row < states.length; row++) {
        up += states[row] == LinkState.UP.code() ? 1 : 0;
        down += states[row] == LinkState.DOWN.code() ? 1 : 0;
        strangers += targets[row] == NO_NODE ? 1 : 0;
      }
      return new Rows(
          targets, states, new LinkTotals(up, down, states.length - up - down), strangers, going);
    }
  }

  /** Visits planes, in the order of their sources. */
  @FunctionalInterface
  public interface PlaneVisitor {
    void visit(PlaneResults results, int source, Rows rows);
  }

  /** Visits all planes; must not change what it is given. */
  public void planes(PlaneVisitor visitor) {
    for (int at = 0; at < planeCount; at++) {
      visitor.visit(planes[at], sources[at], rows[at]);
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
    totals = totals.plus(of.totals);
    strangers += of.strangers;
    planeCount++;
    starts[planeCount] = starts[planeCount - 1] + of.states.length;
  }

  /**
   * Finds the planes of an earlier mesh of the same nodes while the next mesh is built. Most
   * clients have not reported anything new since then.
   */
  static final class Earlier {
    private final LinkColumns links;
    private int at;

    Earlier(LinkColumns links) {
      this.links = links;
    }

    /**
     * The rows of the same {@code results} object.
     *
     * @param from the index of their source, none less than the one before
     */
    @SuppressWarnings("ReferenceEquality") // the same object, not an equal one
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
    return totals.down();
  }

  LinkTotals totals() {
    return totals;
  }

  /** Whether every target is a known client. */
  boolean isWithoutStrangers() {
    return strangers == 0;
  }

  /** The keys of those that are down, and of no more than {@code most}. */
  public List<Link.Key> down(int most) {
    List<Link.Key> keys = new ArrayList<>(Math.min(down(), most));
    for (int at = 0; at < planeCount; at++) {
      for (int row = 0; rows[at].totals.down() > 0 && row < rows[at].states.length; row++) {
        if (keys.size() == most) {
          return keys;
        }
        if (rows[at].states[row] == LinkState.DOWN.code()) {
          keys.add(key(at, row));
        }
      }
    }
    return keys;
  }

  /** The links of a few seconds ago whose answers come over a path of another length. */
  public List<Link.Key> rerouted(int most) {
    List<Link.Key> found = new ArrayList<>();
    for (int at = 0; at < planeCount; at++) {
      for (int row : planes[at].rerouted()) {
        if (found.size() == most) {
          return found;
        }
        found.add(key(at, row));
      }
    }
    return found;
  }

  private Link.Key key(int at, int row) {
    PlaneResults results = planes[at];
    return new Link.Key(
        nodes.get(sources[at]).name(),
        results.targets().get(row),
        results.network(),
        results.family());
  }

  public LinkState state(int link) {
    int at = planeOf(link);
    return LinkState.of(rows[at].states[link - starts[at]]);
  }

  /** The {@link MeshNode#index} of the source. */
  public int source(int link) {
    return sources[planeOf(link)];
  }

  /** The {@link MeshNode#index} of the target. A link of unknown state can have none: -1. */
  public int target(int link) {
    int at = planeOf(link);
    return rows[at].targets[link - starts[at]];
  }

  public Plane plane(int link) {
    return Plane.ALL.get(codes[planeOf(link)]);
  }

  /** One link as a record. */
  public Link link(int link) {
    int at = planeOf(link);
    PlaneResults results = planes[at];
    int row = link - starts[at];
    MeshNode from = nodes.get(sources[at]);
    int to = rows[at].targets[row];
    String zone = to == NO_NODE ? "" : nodes.get(to).zone();
    LinkState state = state(link);
    return new Link(
        key(at, row),
        from.zone(),
        zone,
        state,
        rtt(results, row),
        failing(results, row),
        pathMtu(results, row),
        state == LinkState.UP ? Optional.empty() : neverUp(results, row));
  }

  private int planeOf(int link) {
    int last = lastPlane;
    if (starts[last] <= link && link < starts[last + 1]) {
      return last;
    }
    // A walk over the links moves on to the next plane.
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
    for (ProbeKind kind : RttProbe.ORDER) {
      ProbeColumn column = results.probes().get(kind);
      if (column != null
          && column.up()[row] == LinkState.UP.code()
          && column.rttMeanMicros()[row] > 0) {
        return column.rttMeanMicros()[row];
      }
    }
    return 0;
  }

  private static int pathMtu(PlaneResults results, int row) {
    ProbeColumn column = results.probes().get(ProbeKind.MTU);
    return column == null ? 0 : column.pathMtuBytes(row);
  }

  private static Optional<Duration> neverUp(PlaneResults results, int row) {
    return results.neverUp().stream()
        .flatMap(List::stream)
        .filter(link -> link.row() == row)
        .map(NeverUp::time)
        .findFirst();
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

  private static Optional<FailureReason> reason(ProbeColumn column, int row) {
    for (Map.Entry<FailureReason, List<Integer>> entry : column.reasons().entrySet()) {
      if (entry.getValue().contains(row)) {
        return Optional.of(entry.getKey());
      }
    }
    return Optional.empty();
  }
}
