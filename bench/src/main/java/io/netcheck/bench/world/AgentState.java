// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

/** What the process of an agent does. */
enum AgentState {
  RUNNING,
  /** Stopped by a signal: the kernel still completes its connections and answers pings. */
  FROZEN,
  /** It probes no more, and its heartbeats go on. */
  STALLED,
  /** It gets so little CPU time that its rounds, answers and heartbeats are late. */
  STARVED,
  /** It ended, and its address remains: its port refuses. */
  ENDED,
  /** It ended together with its address, or with its node. */
  GONE
}
