// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import io.netcheck.lab.cluster.Lab;
import io.netcheck.lab.wire.PacketMatch;
import io.netcheck.protocol.AgentKind;
import java.time.Duration;
import java.util.List;

/** An agent fails, and the network does not. */
final class AgentScenarios {
  static final List<Scenario> ALL =
      List.of(
          new Scenario(
              "agent-killed",
              "the host agent of node-4 is killed, but its node keeps running",
              InjectedFault.of(
                  lab -> lab.agents().get(AgentKind.HOST, lab.node(4)).kill(),
                  lab -> lab.agents().start(AgentKind.HOST, lab.node(4))),
              Expectation.of("agent_down host/node-4", "NetcheckAgentHeartbeatStale{node=node-4}")),
          new Scenario(
              "agent-frozen",
              "the host agent of node-4 is stopped by SIGSTOP",
              InjectedFault.of(
                  lab -> lab.agents().get(AgentKind.HOST, lab.node(4)).freeze(),
                  lab -> lab.agents().get(AgentKind.HOST, lab.node(4)).resume()),
              Expectation.of("agent_stalled host/node-4", "NetcheckProbeLoopStalled{node=node-4}")),
          new Scenario(
              "agent-starved",
              "the host agent of node-4 gets a hundredth of its CPU time",
              new CpuThrottle(
                  Duration.ofMillis(15),
                  Duration.ofMillis(1_485),
                  lab -> List.of(lab.agents().get(AgentKind.HOST, lab.node(4)))),
              Expectation.of("agent_stalled host/node-4", "NetcheckProbeLoopStalled{node=node-4}")),
          new Scenario(
              "slow-cpu",
              "the agents of node-4 get a tenth of their CPU time",
              new CpuThrottle(
                  Duration.ofMillis(15),
                  Duration.ofMillis(135),
                  lab ->
                      List.of(
                          lab.agents().get(AgentKind.HOST, lab.node(4)),
                          lab.agents().get(AgentKind.POD, lab.node(4)))),
              Expectation.NOTHING),
          new Scenario(
              "agent-unheard",
              "the heartbeats of the host agent of node-4 do not reach the exporter",
              InjectedFault.filter(lab ->
                  lab.filter().dropToHost(lab.node(4), PacketMatch.answersFrom(Lab.EXPORTER_PORT))),
              Expectation.of(
                  "client_missing host/node-4", "NetcheckAgentHeartbeatStale{node=node-4}")),
          new Scenario(
              "duplicate-identity",
              "a second agent claims to be the host agent of node-4",
              InjectedFault.of(
                  lab -> lab.agents().startTwin(lab.node(4), lab.fabric().control()),
                  lab -> {
                    lab.agents().endTwin();
                    // Otherwise the twin that has gone would be remembered.
                    lab.agents().get(AgentKind.HOST, lab.node(4)).terminate();
                    lab.agents().start(AgentKind.HOST, lab.node(4));
                  }),
              Expectation.of(
                  "duplicate_client host/node-4", "NetcheckDuplicateClient{node=node-4}")),
          new Scenario(
              "clock-skew",
              "the clock of node-4 is a minute ahead",
              clockAhead(Duration.ofMinutes(1)),
              Expectation.of("clock_off node-4", "NetcheckClockSkew{node=node-4}")),
          new Scenario(
              "clock-5s",
              "the clock of node-4 is 5 s ahead",
              clockAhead(Duration.ofSeconds(5)),
              Expectation.of("clock_off node-4", "NetcheckClockSkew{node=node-4}")));

  private AgentScenarios() {}

  private static InjectedFault clockAhead(Duration by) {
    return InjectedFault.of(
        lab -> {
          for (AgentKind kind : AgentKind.values()) {
            lab.agents().get(kind, lab.node(4)).terminate();
            lab.agents().startWithWrongClock(kind, lab.node(4), by);
          }
        },
        lab -> {
          for (AgentKind kind : AgentKind.values()) {
            lab.agents().get(kind, lab.node(4)).terminate();
            lab.agents().start(kind, lab.node(4));
          }
        });
  }
}
