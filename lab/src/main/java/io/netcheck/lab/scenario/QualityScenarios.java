// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import io.netcheck.lab.wire.PacketMatch;
import java.time.Duration;
import java.util.List;

/** Packets arrive late or not all of them, or a link comes and goes. */
final class QualityScenarios {
  /** At a higher speed a link that is down for a moment is already worth a notification. */
  private static final int SPEED_OF_FLAPPING = 3;

  private static final Duration KNOWS_WHAT_IS_USUAL = Duration.ofMinutes(1);

  /** A new exporter counts no losses of agents that it has known for less than 20 s. */
  private static final Duration COUNTS_LOSSES = Duration.ofSeconds(30);

  static final List<Scenario> ALL =
      List.of(
          new Scenario(
                  "loss-1",
                  "one packet in a hundred that arrives at node-4 is lost",
                  loss(0.01),
                  Expectation.of("packet_loss node-4", "NetcheckPacketLossHigh{node=node-4}"))
              .after(COUNTS_LOSSES),
          new Scenario(
                  "loss-10",
                  "one packet in ten that arrives at node-4 is lost",
                  loss(0.1),
                  Expectation.of("packet_loss node-4", "NetcheckPacketLossHigh{node=node-4}"))
              .after(COUNTS_LOSSES),
          new Scenario(
                  "loss-30",
                  "three packets in ten that arrive at node-4 are lost",
                  loss(0.3),
                  Expectation.of("packet_loss node-4", "NetcheckPacketLossHigh{node=node-4}"))
              .after(COUNTS_LOSSES),
          new Scenario(
                  "loss-90",
                  "nine packets in ten that arrive at node-4 are lost",
                  loss(0.9),
                  Expectation.of(
                      "packet_loss node-4",
                      "NetcheckPacketLossHigh{node=node-4,severity=critical}"))
              .after(COUNTS_LOSSES),
          new Scenario(
                  "loss-zones",
                  "one packet in twenty between zone-a and zone-b is lost",
                  InjectedFault.filter(lab ->
                      lab.filter()
                          .dropBetween(lab.zone('a'), lab.zone('b'), PacketMatch.oneIn(0.05))),
                  Expectation.of(
                      "packet_loss zone-a <-> zone-b",
                      "NetcheckPacketLossHigh{source=zone-a,target=zone-b}"))
              .after(COUNTS_LOSSES),
          new Scenario(
                  "loss-link",
                  "one packet in five between node-1 and node-3 is lost",
                  InjectedFault.filter(lab ->
                      lab.filter()
                          .dropBetween(
                              List.of(lab.node(1)), List.of(lab.node(3)), PacketMatch.oneIn(0.2))),
                  Expectation.of(
                      "packet_loss node-1 <-> node-3",
                      "NetcheckPacketLossHigh{source=node-1,target=node-3}"))
              .after(COUNTS_LOSSES),
          new Scenario(
                  "loss-everywhere",
                  "one packet in twenty between all nodes is lost",
                  InjectedFault.filter(
                      lab -> lab.filter().drop(lab.nodes(), lab.nodes(), PacketMatch.oneIn(0.05))),
                  Expectation.of("packet_loss everywhere", "NetcheckPacketLossHigh"))
              .after(COUNTS_LOSSES),
          new Scenario(
                  "flapping",
                  "all packets between node-1 and node-3 are dropped for 7 s, pass for 8 s, and so on",
                  new FlappingLink(),
                  new Expectation(
                      List.of("flapping node-1 <-> node-3"),
                      List.of("NetcheckLinkFlapping{source=node-1,target=node-3}"),
                      List.of("link_down")))
              .needing(ScenarioRequirement.speedOfAtMost(SPEED_OF_FLAPPING)),
          new Scenario(
                  "latency",
                  "what node-4 sends is delayed by 20 ms",
                  InjectedFault.of(
                      lab -> lab.fabric().delay(lab.node(4), Duration.ofMillis(20)),
                      lab -> lab.fabric().endDelays()),
                  Expectation.of("latency_high node-4", "NetcheckLatencyHigh{node=node-4}"))
              .after(KNOWS_WHAT_IS_USUAL),
          new Scenario(
                  "latency-zones",
                  "what zone-a sends to zone-b is delayed by 30 ms",
                  InjectedFault.of(
                      lab ->
                          lab.fabric().delay(lab.zone('a'), lab.zone('b'), Duration.ofMillis(30)),
                      lab -> lab.fabric().endDelays()),
                  Expectation.of(
                      "latency_high zone-a <-> zone-b",
                      "NetcheckLatencyHigh{source=zone-a,target=zone-b}"))
              .after(KNOWS_WHAT_IS_USUAL),
          new Scenario(
                  "latency-link",
                  "what node-1 sends to node-3 is delayed by 20 ms",
                  InjectedFault.of(
                      lab ->
                          lab.fabric()
                              .delay(
                                  List.of(lab.node(1)),
                                  List.of(lab.node(3)),
                                  Duration.ofMillis(20)),
                      lab -> lab.fabric().endDelays()),
                  Expectation.of(
                      "latency_high node-1 <-> node-3",
                      "NetcheckLatencyHigh{source=node-1,target=node-3}"))
              .after(KNOWS_WHAT_IS_USUAL));

  private QualityScenarios() {}

  private static InjectedFault loss(double share) {
    return InjectedFault.filter(
        lab -> lab.filter().dropArriving(lab.node(4), PacketMatch.oneIn(share)));
  }
}
