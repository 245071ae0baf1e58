// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts.storm;

/** An agent of a kind on a node. */
record AgentOf(String kind, int node) {
  String instance() {
    return kind + "-" + name(node) + ":6100";
  }

  static String name(int node) {
    return "n" + node;
  }
}
