// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.netchecker;

import io.netcheck.legacy.golang.GoGenerator;

/** The parts of a report that are large and seldom change, as the API returns them: JSON. */
record AgentLists(String nslookup, String ips) {
  static final AgentLists NONE = new AgentLists("null", "null");

  static AgentLists of(AgentReport report) {
    return new AgentLists(
        GoGenerator.text(out -> AgentJson.texts(out, report.nslookup())),
        GoGenerator.text(out -> AgentJson.texts(out, report.ips())));
  }

  /** In characters. */
  int size() {
    return nslookup.length() + ips.length();
  }
}
