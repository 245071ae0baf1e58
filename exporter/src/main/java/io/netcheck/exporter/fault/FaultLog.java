// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers since when each fault lasts, and logs each as it comes and goes. A fault that spreads
 * to another network is still the same; one that its kind has patience with is none before. For one
 * thread at a time.
 */
public final class FaultLog {
  private static final Logger LOG = LoggerFactory.getLogger(FaultLog.class);

  /** A large outage is one line too many a link; the report has them all. */
  private static final int MOST_LINES = 20;

  private record Key(FaultKind kind, String subject) {
    static Key of(Finding finding) {
      return new Key(finding.kind(), finding.subject());
    }

    static Key of(Fault fault) {
      return new Key(fault.kind(), fault.subject());
    }
  }

  private final FirstSeen<Key> firstSeen = new FirstSeen<>();
  private Set<Key> lasting = Set.of();

  /** The faults that these findings are, at this moment. */
  public List<Fault> update(List<Finding> findings, Instant at) {
    Map<Key, Instant> since = firstSeen.update(findings.stream().map(Key::of).toList(), at);
    List<Fault> faults =
        findings.stream()
            .map(finding -> new Fault(finding, since.getOrDefault(Key.of(finding), at)))
            .filter(fault -> !isTooNew(fault, at))
            .toList();
    Set<Key> before = lasting;
    lasting = faults.stream().map(Key::of).collect(Collectors.toUnmodifiableSet());
    faults.stream()
        .filter(fault -> !before.contains(Key.of(fault)))
        .limit(MOST_LINES)
        .forEach(fault ->
            LOG.warn(
                "fault=begins kind={} subject=\"{}\" network={} confidence={}",
                fault.kind(),
                fault.subject(),
                fault.network(),
                fault.confidence()));
    before.stream()
        .filter(key -> !lasting.contains(key))
        .limit(MOST_LINES)
        .forEach(key -> LOG.info("fault=ends kind={} subject=\"{}\"", key.kind, key.subject));
    return faults;
  }

  /** A wall clock that was set back makes nothing new. */
  private static boolean isTooNew(Fault fault, Instant at) {
    Duration age = Duration.between(fault.since(), at);
    return !age.isNegative() && age.compareTo(fault.kind().patience()) < 0;
  }
}
