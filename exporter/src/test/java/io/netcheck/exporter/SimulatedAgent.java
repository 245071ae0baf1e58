// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.CheckResult;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.IntervalStretch;
import io.netcheck.protocol.PlaneResults;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/** Makes the heartbeats of one life of an agent. */
public final class SimulatedAgent {
  private final ClientId id;
  private final String instance;
  private final ProcessClock clock;
  private long startedNanos;
  private long sequence;
  private long rounds;
  private boolean stuck;
  private String version = "1.0.0";
  private String zone = "zone-a";
  private String generation = "";
  private Duration clockError = Duration.ZERO;
  private Duration delay = Duration.ZERO;
  private IntervalStretch stretch = IntervalStretch.NONE;
  private InetAddress address = InetAddress.ofLiteral("10.1.2.3");
  private List<PlaneResults> planes = List.of();
  private List<CheckResult> checks = List.of();

  public SimulatedAgent(String id, String instance, ProcessClock clock) {
    String[] parts = id.split("/", 2);
    this.id = new ClientId(AgentKind.of(parts[0]).orElseThrow(), parts[1]);
    this.instance = instance;
    this.clock = clock;
    this.startedNanos = clock.nanoTime();
  }

  public ClientId id() {
    return id;
  }

  public String instance() {
    return instance;
  }

  public SimulatedAgent version(String text) {
    version = text;
    return this;
  }

  public SimulatedAgent zone(String text) {
    zone = text;
    return this;
  }

  public SimulatedAgent address(String literal) {
    address = InetAddress.ofLiteral(literal);
    return this;
  }

  /** The peers it holds. */
  public SimulatedAgent generation(String text) {
    generation = text;
    return this;
  }

  /** How far its wall clock is ahead. */
  public SimulatedAgent clockError(Duration error) {
    clockError = error;
    return this;
  }

  /** How long its heartbeats are on their way. */
  public SimulatedAgent delay(Duration duration) {
    delay = duration;
    return this;
  }

  /** It waits so much longer than configured, until it is told otherwise. */
  public SimulatedAgent stretch(IntervalStretch told) {
    stretch = told;
    return this;
  }

  /** It started {@code uptime} earlier. */
  public SimulatedAgent startedEarlier(Duration uptime) {
    startedNanos -= uptime.toNanos();
    return this;
  }

  public SimulatedAgent stuck(boolean yes) {
    stuck = yes;
    return this;
  }

  public SimulatedAgent planes(List<PlaneResults> results) {
    planes = results;
    return this;
  }

  /** The results of orders in its next heartbeats. */
  public SimulatedAgent checks(List<CheckResult> results) {
    checks = results;
    return this;
  }

  /** The next {@code count} heartbeats never arrive. */
  public SimulatedAgent lose(int count) {
    sequence += count;
    return this;
  }

  public Heartbeat beat() {
    return heartbeat(false);
  }

  public Heartbeat goodbye() {
    return heartbeat(true);
  }

  private Heartbeat heartbeat(boolean goodbye) {
    Duration uptime = Duration.ofNanos(clock.nanoTime() - startedNanos).minus(delay);
    return new Heartbeat(
        id,
        zone,
        version,
        instance,
        uptime.isNegative() ? Duration.ZERO : Duration.ofMillis(uptime.toMillis()),
        ++sequence,
        goodbye,
        clock.instant().plus(clockError),
        Duration.ofSeconds(5),
        stretch,
        new Endpoint(
            id.kind() == AgentKind.POD ? List.of(address) : List.of(),
            List.of(InetAddress.ofLiteral("10.9.0.1")),
            6100),
        generation,
        stuck ? rounds : ++rounds,
        Duration.ofSeconds(5),
        Duration.ZERO,
        false,
        planes,
        List.of(),
        List.of(),
        List.of(),
        checks);
  }
}
