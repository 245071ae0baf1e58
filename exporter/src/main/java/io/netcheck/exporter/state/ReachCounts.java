// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

/** How many links of each node are up, in each direction. For one thread at a time. */
final class ReachCounts {
  private final int[] inUp;
  private final int[] inDown;
  private final int[] outUp;
  private final int[] outDown;

  ReachCounts(int nodes) {
    inUp = new int[nodes];
    inDown = new int[nodes];
    outUp = new int[nodes];
    outDown = new int[nodes];
  }

  int size() {
    return inUp.length;
  }

  void add(LinkRow row) {
    count(row, 1);
  }

  void remove(LinkRow row) {
    count(row, -1);
  }

  private void count(LinkRow row, int by) {
    int[] targets = row.targets();
    byte[] codes = row.codes();
    for (int i = 0; i < targets.length; i++) {
      if (LinkCode.isUp(codes[i])) {
        inUp[targets[i]] += by;
        outUp[row.source()] += by;
      } else if (codes[i] == LinkCode.DOWN) {
        inDown[targets[i]] += by;
        outDown[row.source()] += by;
      }
    }
  }

  /** Whether any link to it or from it is measured. */
  boolean isMeasured(int node) {
    return inUp[node] + inDown[node] + outUp[node] + outDown[node] > 0;
  }

  /** Whether any link to it is up. */
  boolean isReached(int node) {
    return inUp[node] > 0;
  }

  /** Whether all links in one direction are down, and there are up ones in the other. */
  boolean isOneWay(int node) {
    return (inUp[node] == 0 && inDown[node] > 0 && outUp[node] > 0)
        || (outUp[node] == 0 && outDown[node] > 0 && inUp[node] > 0);
  }
}
