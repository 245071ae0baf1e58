// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.NeverUp;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.verdict.Plane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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

  /** By slot of {@link MeshRoster}: what the client reported, and the first of its planes. */
  private final @Nullable List<PlaneResults>[] reported;

  private final int[] firsts;

  private int planeCount;
  private int up;
  private int down;
  private int unknown;
  private int strangers;
  private int excused;
  private final Set<Network> networks;

  /**
   * The plane of the last question: a walk over the links asks for the same plane many times. Any
   * thread may write it, and each reader checks it before use.
   */
  private int lastPlane;

  /**
   * Without any links yet.
   *
   * @param planes that clients report, at most
   */
  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of lists
  LinkColumns(List<MeshNode> nodes, int planes) {
    this.nodes = nodes;
    this.planes = new PlaneResults[planes];
    this.starts = new int[planes + 1];
    this.sources = new int[planes];
    this.codes = new byte[planes];
    this.rows = new Rows[planes];
    int slots = nodes.size() * MeshRoster.KINDS;
    this.reported = new List[slots];
    this.firsts = new int[slots + 1];
    this.networks = EnumSet.noneOf(Network.class);
  }

  /**
   * The links of an earlier mesh, of which some can be replaced.
   *
   * @param nodes the same ones in the same states
   */
  LinkColumns(List<MeshNode> nodes, LinkColumns before) {
    this.nodes = nodes;
    planes = before.planes.clone();
    starts = before.starts;
    sources = before.sources;
    codes = before.codes;
    rows = before.rows.clone();
    reported = before.reported.clone();
    firsts = before.firsts;
    planeCount = before.planeCount;
    up = before.up;
    down = before.down;
    unknown = before.unknown;
    strangers = before.strangers;
    excused = before.excused;
    networks = before.networks;
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

  /** Reads the rows of a plane that replaces an earlier one, whose targets have these indexes. */
  @FunctionalInterface
  interface RowReader {
    Rows read(PlaneResults plane, PlaneResults before, int[] targets);
  }

  /**
   * Adds the links of one client. Must be called for every slot in turn.
   *
   * @param slot its slot of {@link MeshRoster}
   * @param results none if there is no client
   * @param going whether all of its links are excused
   */
  void add(int slot, List<PlaneResults> results, boolean going, Function<PlaneResults, Rows> read) {
    reported[slot] = results;
    for (PlaneResults plane : results) {
      Rows of = read.apply(plane);
      if (of.states.length > 0) {
        planes[planeCount] = plane;
        sources[planeCount] = slot / MeshRoster.KINDS;
        codes[planeCount] = (byte) Plane.code(plane.network(), plane.family());
        rows[planeCount] = of;
        networks.add(plane.network());
        count(of, going, 1);
        planeCount++;
        starts[planeCount] = starts[planeCount - 1] + of.states.length;
      }
    }
    firsts[slot + 1] = planeCount;
  }

  private void count(Rows of, boolean going, int times) {
    up += times * of.totals.up();
    down += times * of.totals.down();
    unknown += times * of.totals.unknown();
    strangers += times * of.strangers;
    excused += times * (going ? of.states.length : of.going + of.strangers);
  }

  /**
   * Replaces the links of one client, if it has as many in the same planes as before.
   *
   * @return whether it has
   */
  boolean replace(int slot, List<PlaneResults> results, boolean going, RowReader read) {
    int at = firsts[slot];
    int end = firsts[slot + 1];
    for (PlaneResults plane : results) {
      int length = plane.up().length;
      if (length > 0) {
        if (at == end
            || codes[at] != Plane.code(plane.network(), plane.family())
            || rows[at].states.length != length) {
          return false;
        }
        Rows now = read.read(plane, planes[at], rows[at].targets);
        count(rows[at], going, -1);
        count(now, going, 1);
        planes[at] = plane;
        rows[at] = now;
        at++;
      }
    }
    reported[slot] = results;
    return at == end;
  }

  /** Whether a client reported these results; the same list, not an equal one. */
  @SuppressWarnings("ReferenceEquality")
  boolean isOf(int slot, List<PlaneResults> results) {
    return reported[slot] == results;
  }

  /** Whether any of them is one that a client reported. */
  boolean isAnyOf(int slot) {
    return firsts[slot] < firsts[slot + 1];
  }

  /** Whether the targets of these results are those that the client reported. */
  boolean hasTargetsOf(int slot, List<PlaneResults> results) {
    int at = firsts[slot];
    for (PlaneResults plane : results) {
      if (plane.up().length > 0
          && (at == firsts[slot + 1] || !planes[at++].targets().equals(plane.targets()))) {
        return false;
      }
    }
    return true;
  }

  /** The rows of the same results of a client, which are not read again. */
  @SuppressWarnings("ReferenceEquality") // the same object, not an equal one
  Optional<Rows> rows(int slot, PlaneResults results) {
    for (int at = firsts[slot]; at < firsts[slot + 1]; at++) {
      if (planes[at] == results) {
        return Optional.of(rows[at]);
      }
    }
    return Optional.empty();
  }

  public int size() {
    return starts[planeCount];
  }

  /** How many are down. */
  public int down() {
    return down;
  }

  /** The networks that any of them is in. */
  Set<Network> networks() {
    return networks;
  }

  LinkTotals totals() {
    return new LinkTotals(up, down, unknown);
  }

  /**
   * Links that are unknown for a known reason: an agent at one end is leaving or expected to be
   * down, or the target does not count.
   */
  int excused() {
    return excused;
  }

  /** Whether every target is a known client. */
  boolean isWithoutStrangers() {
    return strangers == 0;
  }

  /** The keys of those that are down, and of no more than {@code most}. */
  public List<Link.Key> down(int most) {
    int count = Math.min(down, most);
    List<Link.Key> keys = new ArrayList<>(count);
    for (int at = 0; keys.size() < count; at++) {
      for (int row = 0; rows[at].totals.down() > 0 && row < rows[at].states.length; row++) {
        if (keys.size() == count) {
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
