// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.PlaneResults;
import java.time.Duration;
import java.util.List;

/** Host agents for tests: they have run for an hour and report every five seconds. */
final class HostAgents {
  static final int HEARTBEAT_SECONDS = 5;

  private HostAgents() {}

  /** The agent of node {@code n1}, {@code n2} and so on, after its heartbeat in a second. */
  static Observer agent(int node, String zone, int second, PlaneResults results) {
    return new Observer(
        new ClientId(AgentKind.HOST, "n" + node),
        zone,
        Observer.Standing.REPORTING,
        second * 1_000_000_000L,
        "life",
        "10.0.0." + node,
        new Observer.Reporting(
            Duration.ofSeconds(HEARTBEAT_SECONDS),
            Duration.ofSeconds(HEARTBEAT_SECONDS),
            Duration.ofSeconds(3_600L + second),
            second + 1L,
            3_600L + second,
            true),
        Duration.ZERO,
        List.of(),
        List.of(results),
        List.of(),
        List.of(),
        List.of());
  }

  /** The same agent in another life, at another address, which has run for some seconds. */
  static Observer moved(Observer agent, int uptimeSeconds) {
    Observer.Reporting before = agent.reporting();
    return with(
        agent,
        "next life",
        "10.0.1.1",
        new Observer.Reporting(
            before.interval(),
            before.window(),
            Duration.ofSeconds(uptimeSeconds),
            uptimeSeconds + 1L,
            uptimeSeconds,
            true));
  }

  /** The same agent, the answers to whose heartbeats have not arrived for some seconds. */
  static Observer unanswered(Observer agent, int seconds) {
    Observer.Reporting before = agent.reporting();
    return with(
        agent,
        agent.life(),
        agent.endpoint(),
        new Observer.Reporting(
            before.interval(),
            Duration.ofSeconds(seconds),
            before.uptime(),
            before.sequence(),
            before.rounds(),
            true));
  }

  private static Observer with(
      Observer agent, String life, String endpoint, Observer.Reporting reporting) {
    return new Observer(
        agent.id(),
        agent.zone(),
        agent.standing(),
        agent.heardNanos(),
        life,
        endpoint,
        reporting,
        Duration.ZERO,
        List.of(),
        agent.planes(),
        List.of(),
        List.of(),
        List.of());
  }
}
