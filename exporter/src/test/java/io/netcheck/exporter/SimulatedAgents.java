// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter;

import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatAnswer;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PlaneResults;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Host agents that probe the peers that they are given. A living agent answers. The class remembers
 * since when an agent gets no answer from a peer, as the metrics of the agent would show it.
 */
public final class SimulatedAgents {
  /** The way to the exporter. */
  @FunctionalInterface
  public interface Wire {
    HeartbeatAnswer send(Heartbeat heartbeat);
  }

  private static final Duration BEAT = Duration.ofSeconds(5);

  private final TestClock clock;
  private final Wire exporter;
  private final Map<String, SimulatedAgent> living = new TreeMap<>();
  private final Map<String, List<String>> peers = new HashMap<>();
  private final Map<String, Long> downSince = new HashMap<>();
  private Duration longestDown = Duration.ZERO;
  private int lives;

  public SimulatedAgents(TestClock clock, Wire exporter) {
    this.clock = clock;
    this.exporter = exporter;
  }

  /** An agent starts on this node, and is heard at once. */
  public SimulatedAgent start(String node) {
    SimulatedAgent agent = new SimulatedAgent("host/" + node, "life-" + ++lives, clock).zone("");
    living.put(node, agent);
    peers.put(node, List.of());
    beat(node, agent);
    return agent;
  }

  /** It stops, and says nothing. */
  public SimulatedAgent kill(String node) {
    return living.remove(node);
  }

  /** It stops, and says so. */
  public void leave(String node) {
    var _ = exporter.send(kill(node).goodbye());
  }

  /** Five seconds, in which each of them is heard once. */
  public void round() {
    clock.advance(BEAT);
    Map.copyOf(living).forEach(this::beat);
    long now = clock.nanoTime();
    Map<String, Long> before = Map.copyOf(downSince);
    downSince.clear();
    for (String source : living.keySet()) {
      for (String target : peers.get(source)) {
        if (!living.containsKey(target)) {
          String link = source + ">" + target;
          long since = before.getOrDefault(link, now);
          downSince.put(link, since);
          Duration down = Duration.ofNanos(now - since);
          longestDown = down.compareTo(longestDown) > 0 ? down : longestDown;
        }
      }
    }
  }

  /** Each of them is heard once more, in no time. */
  public void again() {
    Map.copyOf(living).forEach(this::beat);
  }

  public void rounds(int count) {
    for (int i = 0; i < count; i++) {
      round();
    }
  }

  /** The longest that any of them got no answer from one it was told to probe. */
  public Duration longestDown() {
    return longestDown;
  }

  public List<String> peersOf(String node) {
    return peers.get(node);
  }

  private void beat(String node, SimulatedAgent agent) {
    List<String> targets = peers.get(node);
    int[] up = targets.stream().mapToInt(it -> living.containsKey(it) ? 1 : 0).toArray();
    agent.planes(List.of(new PlaneResults(Network.HOST, IpFamily.IPV4, targets, up, Map.of())));
    exporter
        .send(agent.beat())
        .peers()
        .ifPresent(list -> {
          agent.generation(list.generation());
          peers.put(node, list.peers().stream().map(peer -> peer.id().node()).toList());
        });
  }
}
