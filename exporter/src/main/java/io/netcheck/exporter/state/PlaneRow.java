// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import io.netcheck.exporter.mesh.LinkTotals;
import io.netcheck.verdict.Plane;
import java.util.List;

/**
 * One network in one IP family.
 *
 * @param probes that are measured there; empty for a past moment, of which single probes are not
 *     kept
 * @param cells a version of the matrix; another one if any letter of the matrix may have changed
 */
public record PlaneRow(
    String network, String ipFamily, List<String> probes, Links links, String cells) {
  public PlaneRow {
    probes = List.copyOf(probes);
  }

  /** Numbers of links by state. */
  public record Links(int total, int up, int down, int unknown) {
    static Links of(LinkTotals totals) {
      return new Links(totals.total(), totals.up(), totals.down(), totals.unknown());
    }
  }

  static PlaneRow of(Plane plane, List<String> probes, LinkTotals totals, String cells) {
    return new PlaneRow(
        plane.network().label(), plane.family().label(), probes, Links.of(totals), cells);
  }
}
