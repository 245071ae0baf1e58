// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import io.netcheck.daemon.ClockReading;
import io.netcheck.verdict.FaultKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns findings into faults: remembers when each was first found, and logs each begin and end. A
 * fault that spreads to another network stays the same fault. A finding becomes a fault only after
 * the patience of its kind. For one thread at a time.
 */
public final class FaultLog {
  private static final Logger LOG = LoggerFactory.getLogger(FaultLog.class);

  /** Lines for one assessment at most. In a large outage the report lists all faults. */
  private static final int MOST_LINES = 20;

  private record FaultKey(FaultKind kind, String subject) {
    static FaultKey of(Finding finding) {
      return new FaultKey(finding.kind(), finding.subject());
    }

    static FaultKey of(Fault fault) {
      return new FaultKey(fault.kind(), fault.subject());
    }
  }

  private final FirstSeen<FaultKey> firstSeen = new FirstSeen<>();
  private Set<FaultKey> lasting = Set.of();

  /** The faults {@code now}. */
  public List<Fault> update(List<Finding> findings, ClockReading now) {
    Map<FaultKey, ClockReading> since =
        firstSeen.update(findings.stream().map(FaultKey::of).toList(), now);
    List<Fault> faults = new ArrayList<>(findings.size());
    for (Finding finding : findings) {
      ClockReading first = since.getOrDefault(FaultKey.of(finding), now);
      if (now.since(first).compareTo(finding.kind().patience()) >= 0) {
        faults.add(new Fault(finding, first.wallTime()));
      }
    }
    Set<FaultKey> before = lasting;
    lasting = faults.stream().map(FaultKey::of).collect(Collectors.toUnmodifiableSet());
    faults.stream()
        .filter(fault -> !before.contains(FaultKey.of(fault)))
        .limit(MOST_LINES)
        .forEach(fault ->
            LOG.warn(
                "fault begins kind={} subject=\"{}\" network={} confidence={}",
                fault.kind(),
                fault.subject(),
                fault.network(),
                fault.confidence()));
    before.stream()
        .filter(key -> !lasting.contains(key))
        .limit(MOST_LINES)
        .forEach(key -> LOG.info("fault ends kind={} subject=\"{}\"", key.kind, key.subject));
    return List.copyOf(faults);
  }
}
