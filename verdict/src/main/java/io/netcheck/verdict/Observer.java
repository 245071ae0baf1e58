// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.DnsResult;
import io.netcheck.protocol.KernelHint;
import io.netcheck.protocol.Labelled;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ServiceResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One agent, as the exporter knows it at one moment.
 *
 * @param zone of its node; {@code ""} if unknown
 * @param heardNanos when its last heartbeat arrived, by the clock of the {@link Situation}
 * @param life which start of its process this is; only compared
 * @param endpoint its addresses and port; only compared and shown
 * @param clockOffset how far its wall clock is ahead of the exporter's, less the time its last
 *     heartbeat was on the way
 * @param rivals other running agents that claim the same identity, in words
 * @param kernel what the kernel of its host says
 */
public record Observer(
    ClientId id,
    String zone,
    Standing standing,
    long heardNanos,
    String life,
    String endpoint,
    Reporting reporting,
    Duration clockOffset,
    List<String> rivals,
    List<PlaneResults> planes,
    List<ServiceResult> services,
    List<DnsResult> dns,
    List<KernelHint> kernel) {

  /** What the exporter expects of an agent, and gets. */
  public enum Standing implements Labelled {
    /** Its heartbeats arrive. */
    REPORTING,
    /** Its heartbeat is late. */
    SILENT,
    /** It should report, and never did. */
    ABSENT,
    /** It is leaving, or expected to be down. */
    GOING;

    private final String label = Labelled.of(this);

    @Override
    public String label() {
      return label;
    }

    /** The standing with this label, if there is one. */
    public static Optional<Standing> of(String label) {
      return Labelled.find(values(), label);
    }
  }

  /**
   * How it reports.
   *
   * @param interval between two heartbeats
   * @param window the time that the results of the last heartbeat cover
   * @param uptime of its process at its last heartbeat
   * @param sequence of its last heartbeat
   * @param rounds of probing that it has completed
   * @param probing whether its rounds go on
   * @param paused how much of the window its process was paused, as far as it noticed
   * @param smallSegments whether its heartbeats arrive in small TCP segments only
   */
  public record Reporting(
      Duration interval,
      Duration window,
      Duration uptime,
      long sequence,
      long rounds,
      boolean probing,
      Duration paused,
      boolean smallSegments) {
    /**
     * A shorter window holds answers, but not yet the failures of the same time: these are known
     * when the wait for an answer is over.
     */
    private static final Duration LEAST_WINDOW = Duration.ofSeconds(2);

    /** Of a process that was not paused, with segments of any size. */
    public Reporting(
        Duration interval,
        Duration window,
        Duration uptime,
        long sequence,
        long rounds,
        boolean probing) {
      this(interval, window, uptime, sequence, rounds, probing, Duration.ZERO, false);
    }

    /** Whether its results cover a known time; those of clients that are no agents do not. */
    boolean hasWindow() {
      return !window.isZero();
    }

    /** Whether its results cover enough time to tell that nothing was lost. */
    boolean isComplete() {
      return !hasWindow() || window.compareTo(LEAST_WINDOW) >= 0 || window.compareTo(interval) >= 0;
    }

    /** Of an agent that was never heard. */
    public static final Reporting NEVER =
        new Reporting(Duration.ofSeconds(5), Duration.ZERO, Duration.ZERO, 0, 0, false);

    /**
     * Of a client that is no agent of this project, and says little about itself.
     *
     * @param heardNanos when its last results arrived
     */
    public static Reporting external(long heardNanos, boolean probing) {
      return new Reporting(
          Duration.ofMinutes(1), Duration.ZERO, Duration.ofDays(1), heardNanos, 0, probing);
    }
  }

  public Observer {
    rivals = List.copyOf(rivals);
    planes = List.copyOf(planes);
    services = List.copyOf(services);
    dns = List.copyOf(dns);
    kernel = List.copyOf(kernel);
  }

  boolean isReporting() {
    return standing == Standing.REPORTING;
  }

  /** Whether it should report and does not. */
  boolean isSilent() {
    return standing == Standing.SILENT || standing == Standing.ABSENT;
  }
}
