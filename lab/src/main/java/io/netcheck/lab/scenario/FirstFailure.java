// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import io.netcheck.lab.cluster.Lab;
import io.netcheck.lab.wire.LabNode;
import io.netcheck.protocol.AgentKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the time when the first agent counts a failed probe or lookup. */
final class FirstFailure implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final String COUNTERS = "netcheck_(probe|dns)_failures_total\\{.*";

  /** One of the agents. */
  private record AgentLocation(AgentKind kind, LabNode node) {
    @Override
    public String toString() {
      return kind.label() + "/" + node.name();
    }
  }

  private final Lab lab;
  private final Map<AgentLocation, Double> before = new LinkedHashMap<>();
  private final Timeline timeline;
  private final List<RepeatingThread> looking = new ArrayList<>();
  private volatile Optional<Duration> found = Optional.empty();

  /** Counts the failures so far. */
  FirstFailure(Lab lab, Timeline timeline) throws IOException {
    this.lab = lab;
    this.timeline = timeline;
    for (LabNode node : lab.nodes()) {
      for (AgentKind kind : AgentKind.values()) {
        AgentLocation place = new AgentLocation(kind, node);
        before.put(place, failures(place));
      }
    }
  }

  /**
   * Starts to look for the first failure, at all agents in parallel because some may not answer.
   */
  FirstFailure look() {
    before.forEach((place, count) ->
        looking.add(new RepeatingThread("first-failure-" + place, () -> turn(place, count))));
    return this;
  }

  private boolean turn(AgentLocation place, double count) throws InterruptedException {
    if (found.isEmpty() && hasFailed(place, count)) {
      note(timeline.now(), place);
    }
    Thread.sleep(PAUSE);
    return found.isEmpty();
  }

  private synchronized void note(Duration at, AgentLocation place) {
    if (found.isEmpty()) {
      found = Optional.of(at);
      timeline.print(at, "probe", "first failures, seen by agent " + place);
    }
  }

  private boolean hasFailed(AgentLocation place, double count) {
    try {
      return failures(place) > count; // and below it where the agent was started anew
    } catch (IOException _) {
      return false; // it is what the fault has hit
    }
  }

  private double failures(AgentLocation place) throws IOException {
    return lab.scrape(place.kind(), place.node())
        .lines()
        .filter(line -> line.matches(COUNTERS))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  Optional<Duration> at() {
    return found;
  }

  @Override
  public void close() {
    looking.forEach(RepeatingThread::close);
  }
}
