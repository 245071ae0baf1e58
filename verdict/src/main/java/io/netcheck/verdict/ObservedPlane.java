// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.AgentKind;

/** What a believed agent last reported about one plane. */
record ObservedPlane(AgentMemory agent, Plane plane, PlaneCells cells) {
  /** The kind of the agents that its links lead to. */
  AgentKind targets() {
    return Plane.agents(plane.network());
  }
}
