// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.protocol.LinkState;
import java.util.OptionalDouble;

/** Numbers of links by state. */
public record LinkTotals(int up, int down, int unknown) {
  public static final LinkTotals NONE = new LinkTotals(0, 0, 0);

  public int total() {
    return up + down + unknown;
  }

  /** Links whose state a believed client reports. */
  public int measured() {
    return up + down;
  }

  /** The share of measured links that are up; empty if none is measured. */
  public OptionalDouble ratio() {
    return measured() == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) up / measured());
  }

  public int count(LinkState state) {
    return switch (state) {
      case UP -> up;
      case DOWN -> down;
      case UNKNOWN -> unknown;
    };
  }

  /** The numbers of both together. */
  public LinkTotals plus(LinkTotals other) {
    return new LinkTotals(up + other.up, down + other.down, unknown + other.unknown);
  }
}
