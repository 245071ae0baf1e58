// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import io.netcheck.exporter.mesh.LinkTotals;
import io.netcheck.verdict.Plane;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The states of all links of one moment, in a byte for each. Two grids share the rows that are the
 * same. Immutable.
 *
 * @param names of the nodes, sorted; rows refer to them by index
 * @param rows in the order of {@link LinkRow#order}, none of them empty
 */
public record LinkGrid(List<String> names, List<LinkRow> rows) {
  public static final LinkGrid EMPTY = new LinkGrid(List.of(), List.of());

  public LinkGrid {
    names = List.copyOf(names);
    rows = List.copyOf(rows);
  }

  /**
   * Its planes, without the kinds of probes.
   *
   * @param cells the version of all matrices
   */
  public List<PlaneRow> planes(String cells) {
    LinkTotals[] totals = new LinkTotals[Plane.ALL.size()];
    Arrays.fill(totals, LinkTotals.NONE);
    for (LinkRow row : rows) {
      totals[row.plane()] = totals[row.plane()].plus(row.totals());
    }
    return Plane.ALL.stream()
        .filter(plane -> totals[plane.code()].total() > 0)
        .map(plane -> PlaneRow.of(plane, List.of(), totals[plane.code()], cells))
        .toList();
  }

  Optional<LinkRow> row(int source, int plane) {
    long wanted = LinkRow.order(source, plane);
    int from = 0;
    int to = rows.size() - 1;
    while (from <= to) {
      int middle = (from + to) >>> 1;
      long found = rows.get(middle).order();
      if (found == wanted) {
        return Optional.of(rows.get(middle));
      }
      if (found < wanted) {
        from = middle + 1;
      } else {
        to = middle - 1;
      }
    }
    return Optional.empty();
  }
}
