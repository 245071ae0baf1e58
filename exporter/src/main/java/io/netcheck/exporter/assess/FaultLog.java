// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import io.netcheck.daemon.ClockReading;
import io.netcheck.verdict.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns findings into faults: remembers when each was first shown, and logs each begin and end. A
 * fault that spreads to another network stays the same fault. For one thread at a time.
 */
final class FaultLog {
  private static final Logger LOG = LoggerFactory.getLogger(FaultLog.class);

  /** Lines for one assessment at most. In a large outage the report lists all faults. */
  private static final int MOST_LINES = 20;

  private final FirstSeen<FaultKey> firstSeen = new FirstSeen<>();
  private Set<FaultKey> lasting = Set.of();

  /**
   * The faults {@code now}.
   *
   * @param nanos the same moment by the clock of the findings
   */
  List<Fault> update(List<Finding> findings, ClockReading now, long nanos) {
    Map<FaultKey, ClockReading> since =
        firstSeen.update(findings.stream().map(FaultKey::of).toList(), now);
    List<Fault> faults = new ArrayList<>(findings.size());
    for (Finding finding : findings) {
      ClockReading first = since.getOrDefault(FaultKey.of(finding), now);
      faults.add(
          new Fault(
              finding,
              first.wallTime(),
              now.wallTime().minusNanos(Math.max(0, nanos - finding.onsetNanos()))));
    }
    Set<FaultKey> before = lasting;
    lasting = since.keySet();
    findings.stream()
        .filter(finding -> !before.contains(FaultKey.of(finding)))
        .limit(MOST_LINES)
        .forEach(finding ->
            LOG.warn(
                "fault begins kind={} subject=\"{}\" network={} confidence={}",
                finding.kind(),
                finding.subject(),
                finding.scope().network(),
                finding.confidence()));
    before.stream()
        .filter(key -> !lasting.contains(key))
        .limit(MOST_LINES)
        .forEach(key -> LOG.info("fault ends kind={} subject=\"{}\"", key.kind(), key.subject()));
    return List.copyOf(faults);
  }
}
