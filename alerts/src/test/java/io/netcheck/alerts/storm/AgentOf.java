// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts.storm;

/** One agent: its kind and its node. */
record AgentOf(String kind, int node) {
  String instance() {
    return kind + "-" + name(node) + ":6100";
  }

  static String name(int node) {
    return "n" + node;
  }
}
