// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import io.netcheck.exporter.mesh.LinkTotals;
import java.util.Arrays;

/**
 * The links from one node in one plane. Immutable: the arrays must never be written to.
 *
 * @param source the index of the node in the {@link LinkGrid}
 * @param plane the code of the plane
 * @param targets indexes, ascending
 * @param codes the {@link LinkCode} of each link
 */
@SuppressWarnings("ArrayRecordComponent") // owned by this record
public record LinkRow(int source, int plane, int[] targets, byte[] codes) {
  @Override
  public boolean equals(Object other) {
    return other instanceof LinkRow row
        && source == row.source
        && plane == row.plane
        && Arrays.equals(targets, row.targets)
        && Arrays.equals(codes, row.codes);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(targets) + Arrays.hashCode(codes);
  }

  @Override
  public String toString() {
    return source + "/" + plane + Arrays.toString(targets) + Arrays.toString(codes);
  }

  /** The place of this row among others: by source, then by plane. */
  long order() {
    return order(source, plane);
  }

  static long order(int source, int plane) {
    return ((long) source << 8) | plane;
  }

  /** The code of the link to {@code target}; {@link LinkCode#NONE} if there is none. */
  byte code(int target) {
    int at = Arrays.binarySearch(targets, target);
    return at < 0 ? LinkCode.NONE : codes[at];
  }

  LinkTotals totals() {
    int up = 0;
    int down = 0;
    for (byte code : codes) {
      up += code & 1;
      down += code == LinkCode.DOWN ? 1 : 0;
    }
    return new LinkTotals(up, down, codes.length - up - down);
  }
}
