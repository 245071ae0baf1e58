// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers since when each fault lasts, and logs each as it comes and goes. A fault that spreads
 * to another network is still the same. For one thread at a time.
 */
public final class FaultLog {
  private static final Logger LOG = LoggerFactory.getLogger(FaultLog.class);

  /** A large outage is one line too many a link; the report has them all. */
  private static final int MOST_LINES = 20;

  private record Key(FaultKind kind, String subject) {
    static Key of(Finding finding) {
      return new Key(finding.kind(), finding.subject());
    }
  }

  private final FirstSeen<Key> firstSeen = new FirstSeen<>();
  private Map<Key, Instant> lasting = Map.of();

  /** The faults that these findings are, at this moment. */
  public List<Fault> update(List<Finding> findings, Instant at) {
    Map<Key, Instant> before = lasting;
    lasting = firstSeen.update(findings.stream().map(Key::of).toList(), at);
    findings.stream()
        .filter(finding -> !before.containsKey(Key.of(finding)))
        .limit(MOST_LINES)
        .forEach(finding ->
            LOG.warn(
                "fault=begins kind={} subject=\"{}\" network={} confidence={}",
                finding.kind(),
                finding.subject(),
                finding.network(),
                finding.confidence()));
    before.keySet().stream()
        .filter(key -> !lasting.containsKey(key))
        .limit(MOST_LINES)
        .forEach(key -> LOG.info("fault=ends kind={} subject=\"{}\"", key.kind, key.subject));
    Map<Key, Instant> now = lasting;
    return findings.stream()
        .map(finding -> new Fault(finding, now.getOrDefault(Key.of(finding), at)))
        .toList();
  }
}
