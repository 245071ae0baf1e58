// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import io.netcheck.exporter.mesh.LinkColumns;
import io.netcheck.exporter.mesh.LinkTotals;
import io.netcheck.exporter.mesh.Mesh;
import io.netcheck.exporter.mesh.MeshNode;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.verdict.Plane;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the grid of one mesh after the other. Only planes that were reported since the last one are
 * read row by row. For one thread at a time.
 */
final class GridSequence {
  private static final int PLANES = Plane.ALL.size();

  private LinkGrid grid = LinkGrid.EMPTY;
  private List<TrackedPlane> tracked = List.of();
  private ReachCounts reach = new ReachCounts(0);
  private final LinkTotals[] totals = new LinkTotals[PLANES];
  private final List<Set<ProbeKind>> probes = new ArrayList<>();
  private final boolean[] changed = new boolean[PLANES];

  GridSequence() {
    Arrays.fill(totals, LinkTotals.NONE);
    Plane.ALL.forEach(_ -> probes.add(EnumSet.noneOf(ProbeKind.class)));
  }

  /** Takes a look at the next mesh. */
  LinkGrid next(Mesh mesh) {
    List<String> names = names(mesh.uncountedNodes());
    boolean same = names.equals(grid.names());
    Builder builder = new Builder(same ? grid.names() : names, same);
    mesh.links().planes(builder::add);
    builder.finish();
    return grid;
  }

  private List<String> names(List<MeshNode> nodes) {
    if (nodes.size() == grid.names().size()) {
      boolean same = true;
      for (int i = 0; same && i < nodes.size(); i++) {
        same = nodes.get(i).name().equals(grid.names().get(i));
      }
      if (same) {
        return grid.names();
      }
    }
    return nodes.stream().map(MeshNode::name).toList();
  }

  /** How many links of each node are up in the last grid. */
  ReachCounts reach() {
    return reach;
  }

  /** Whether any link of a plane changed with the last grid. */
  boolean isChanged(Plane plane) {
    return changed[plane.code()];
  }

  /** The links of a plane in the last mesh. */
  LinkTotals totals(Plane plane) {
    return totals[plane.code()];
  }

  List<String> probes(Plane plane) {
    return probes.get(plane.code()).stream().map(ProbeKind::label).toList();
  }

  /** Makes one grid. */
  private final class Builder {
    private final List<String> names;
    private final List<TrackedPlane> next = new ArrayList<>(tracked.size());

    /** The planes of the last source, by their code: agents send them in any order. */
    private final @Nullable TrackedPlane[] pending = new @Nullable TrackedPlane[PLANES];

    private final boolean same;
    private final int[] places;
    private int at;
    private int source = -1;

    Builder(List<String> names, boolean same) {
      this.names = names;
      this.same = same;
      this.places = new int[grid.names().size()];
      var indexes = LinkDiff.indexes(grid.names(), names);
      Arrays.setAll(places, indexes);
      Arrays.fill(totals, LinkTotals.NONE);
      Arrays.fill(changed, !same);
      probes.forEach(Set::clear);
    }

    void add(PlaneResults results, int from, LinkColumns.Rows rows) {
      if (from != source) {
        flush();
        source = from;
      }
      int code = Plane.code(results.network(), results.family());
      totals[code] = totals[code].plus(rows.totals());
      probes.get(code).addAll(results.probes().keySet());
      pending[code] = new TrackedPlane(from, code, results, rows);
    }

    private void flush() {
      for (int code = 0; code < PLANES; code++) {
        @Nullable TrackedPlane plane = pending[code];
        if (plane != null) {
          pending[code] = null;
          next.add(plane.after(before(code), same));
        }
      }
    }

    /** The same plane of the same source in the last grid. */
    private @Nullable TrackedPlane before(int code) {
      long wanted = LinkRow.order(source, code);
      while (at < tracked.size()) {
        TrackedPlane plane = tracked.get(at);
        int place = places[plane.source()];
        long order = LinkRow.order(place, plane.code());
        if (place >= 0 && order > wanted) {
          return null;
        }
        at++;
        if (place >= 0 && order == wanted) {
          return plane;
        }
      }
      return null;
    }

    void finish() {
      flush();
      List<LinkRow> rows = new ArrayList<>(next.size());
      boolean moved = !same || next.size() != tracked.size();
      for (TrackedPlane plane : next) {
        if (plane.row().targets().length > 0) {
          rows.add(plane.row());
        }
      }
      moved |= count(rows);
      tracked = next;
      if (moved) {
        grid = new LinkGrid(names, rows);
      }
    }

    /** Counts what changed, and returns whether anything did. */
    @SuppressWarnings("ReferenceEquality") // the same row, not an equal one
    private boolean count(List<LinkRow> rows) {
      if (!same) {
        reach = new ReachCounts(names.size());
        rows.forEach(reach::add);
        return true;
      }
      boolean any = false;
      int old = 0;
      for (LinkRow row : rows) {
        while (old < grid.rows().size() && grid.rows().get(old).order() < row.order()) {
          any |= replace(grid.rows().get(old++), null);
        }
        boolean known = old < grid.rows().size() && grid.rows().get(old).order() == row.order();
        @Nullable LinkRow before = known ? grid.rows().get(old++) : null;
        if (before != row) {
          any |= replace(before, row);
        }
      }
      while (old < grid.rows().size()) {
        any |= replace(grid.rows().get(old++), null);
      }
      return any;
    }

    private boolean replace(@Nullable LinkRow before, @Nullable LinkRow row) {
      if (before != null) {
        reach.remove(before);
        changed[before.plane()] = true;
      }
      if (row != null) {
        reach.add(row);
        changed[row.plane()] = true;
      }
      return true;
    }
  }
}
