// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent;

import io.netcheck.agent.kernel.KernelWatch;
import io.netcheck.agent.link.LinkTable;
import io.netcheck.agent.link.ProbeRounds;
import io.netcheck.agent.service.ServiceChecks;
import io.netcheck.daemon.ProcessClock;

/**
 * What the heartbeats to all exporters are made of.
 *
 * @param instance names this process
 * @param startNanos when it started, by the clock
 * @param turned called for each heartbeat
 */
record HeartbeatSources(
    AgentConfig config,
    String version,
    String instance,
    long startNanos,
    ProcessClock clock,
    LinkTable table,
    ProbeRounds rounds,
    ServiceChecks services,
    KernelWatch kernel,
    Runnable turned) {}
