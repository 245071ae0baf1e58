// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts.storm;

import java.util.function.IntPredicate;

/** One directed pair of nodes in one plane. */
record Link(Plane plane, int source, int target) {
  boolean touches(int node) {
    return source == node || target == node;
  }

  boolean is(int from, int to) {
    return source == from && target == to;
  }

  /** Whether exactly one end is among {@code nodes}. */
  boolean crosses(IntPredicate nodes) {
    return nodes.test(source) != nodes.test(target);
  }
}
