// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One sign of life of an agent, with what it found since the last one that was accepted.
 *
 * @param zone the failure domain of its node, or {@code ""}
 * @param version of the agent's software
 * @param instance names one life of the agent's process; another life has another one
 * @param uptime how long this life has lasted, by the agent's monotonic clock
 * @param sequence grows by one a heartbeat and starts anew with every life
 * @param goodbye the agent ends on purpose: this is its last heartbeat
 * @param clock the agent's wall clock when it sent this; reported, never trusted
 * @param interval how often the agent is configured to send one
 * @param stretch how much longer it waits, because an exporter asked it to
 * @param generation of the peers it holds ({@link PeerList#generation})
 * @param roundsCompleted rounds of probing since the start of this life; one that stands still is
 *     an agent that no longer probes
 * @param window how long the results were gathered for
 * @param paused how much of the window the process was paused, as far as it noticed
 * @param kernel what the kernel of its host counts and can explain lost packets
 * @param smallSegments whether it was sent in small TCP segments because larger ones do not pass
 * @param checks the results of orders that ended
 * @param sweep what became of the last part of the sweep; empty if the agent takes no part in it
 */
public record Heartbeat(
    ClientId client,
    String zone,
    String version,
    String instance,
    Duration uptime,
    long sequence,
    boolean goodbye,
    Instant clock,
    Duration interval,
    IntervalStretch stretch,
    Endpoint endpoint,
    String generation,
    long roundsCompleted,
    Duration window,
    Duration paused,
    boolean smallSegments,
    List<PlaneResults> planes,
    List<ServiceResult> services,
    List<DnsResult> dns,
    List<KernelHint> kernel,
    List<CheckResult> checks,
    Optional<SweepReport> sweep) {
  public Heartbeat {
    planes = List.copyOf(planes);
    services = List.copyOf(services);
    dns = List.copyOf(dns);
    kernel = List.copyOf(kernel);
    checks = List.copyOf(checks);
  }

  /** A heartbeat of an agent that takes no part in the sweep. */
  public Heartbeat(
      ClientId client,
      String zone,
      String version,
      String instance,
      Duration uptime,
      long sequence,
      boolean goodbye,
      Instant clock,
      Duration interval,
      IntervalStretch stretch,
      Endpoint endpoint,
      String generation,
      long roundsCompleted,
      Duration window,
      Duration paused,
      boolean smallSegments,
      List<PlaneResults> planes,
      List<ServiceResult> services,
      List<DnsResult> dns,
      List<KernelHint> kernel,
      List<CheckResult> checks) {
    this(
        client,
        zone,
        version,
        instance,
        uptime,
        sequence,
        goodbye,
        clock,
        interval,
        stretch,
        endpoint,
        generation,
        roundsCompleted,
        window,
        paused,
        smallSegments,
        planes,
        services,
        dns,
        kernel,
        checks,
        Optional.empty());
  }

  /** A heartbeat at the usual interval of a process that was not paused, without hints. */
  public Heartbeat(
      ClientId client,
      String zone,
      String version,
      String instance,
      Duration uptime,
      long sequence,
      boolean goodbye,
      Instant clock,
      Duration interval,
      Endpoint endpoint,
      String generation,
      long roundsCompleted,
      Duration window,
      List<PlaneResults> planes,
      List<ServiceResult> services,
      List<DnsResult> dns) {
    this(
        client,
        zone,
        version,
        instance,
        uptime,
        sequence,
        goodbye,
        clock,
        interval,
        IntervalStretch.NONE,
        endpoint,
        generation,
        roundsCompleted,
        window,
        Duration.ZERO,
        false,
        planes,
        services,
        dns,
        List.of(),
        List.of());
  }

  /**
   * The same heartbeat with the lists of targets of an earlier one, as far as they are equal, and
   * with known names in the others. So the names that an exporter keeps of its agents are few
   * objects, which stay.
   *
   * @param known gives the object that is kept of an equal name, or the name itself
   */
  public Heartbeat sharingTargets(Heartbeat earlier, UnaryOperator<String> known) {
    List<PlaneResults> shared = new ArrayList<>(planes.size());
    List<String> last = List.of(); // copied, so that all results share it
    for (int i = 0; i < planes.size(); i++) {
      List<String> targets = planes.get(i).targets();
      if (!targets.equals(last)) {
        List<String> before = i < earlier.planes.size() ? earlier.planes.get(i).targets() : last;
        last = targets.equals(before) ? before : List.copyOf(targets.stream().map(known).toList());
      }
      shared.add(planes.get(i).withTargets(last));
    }
    return planes.isEmpty() ? this : withPlanes(shared);
  }

  /** The same heartbeat with other results of links. */
  public Heartbeat withPlanes(List<PlaneResults> others) {
    return with(stretch, smallSegments, others, sweep);
  }

  /** The same heartbeat, which says that larger segments do not pass. */
  public Heartbeat inSmallSegments() {
    return with(stretch, true, planes, sweep);
  }

  /** The same heartbeat of an agent whose next one comes after an interval stretched like this. */
  public Heartbeat stretched(IntervalStretch other) {
    return stretch.equals(other) ? this : with(other, smallSegments, planes, sweep);
  }

  /** The same heartbeat with this about the sweep. */
  public Heartbeat withSweep(Optional<SweepReport> report) {
    return report.equals(sweep) ? this : with(stretch, smallSegments, planes, report);
  }

  /** How long after this heartbeat the next one is to be expected, unless something changes. */
  public Duration effectiveInterval() {
    return stretch.of(interval);
  }

  private Heartbeat with(
      IntervalStretch stretching,
      boolean inSmallSegments,
      List<PlaneResults> results,
      Optional<SweepReport> swept) {
    return new Heartbeat(
        client,
        zone,
        version,
        instance,
        uptime,
        sequence,
        goodbye,
        clock,
        interval,
        stretching,
        endpoint,
        generation,
        roundsCompleted,
        window,
        paused,
        inSmallSegments,
        results,
        services,
        dns,
        kernel,
        checks,
        swept);
  }

  /** Whether every link that it has results of is up, by every kind of probe. */
  public boolean isEverythingUp() {
    for (PlaneResults plane : planes) {
      if (!areUp(plane.up())) {
        return false;
      }
      for (ProbeColumn column : plane.probes().values()) {
        if (!areUp(column.up())) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean areUp(int[] states) {
    for (int state : states) {
      if (state != LinkState.UP.code()) {
        return false;
      }
    }
    return true;
  }
}
