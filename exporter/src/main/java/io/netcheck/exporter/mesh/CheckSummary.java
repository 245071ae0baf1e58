// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.protocol.FailureReason;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One service, or one name at one resolver, as seen by all clients that check it.
 *
 * @param observers how many clients see it up, see it down, or are not believed
 * @param failing the nodes from which it fails, sorted
 * @param reason the most frequent reason of the failures
 * @param meanMicros over the observers that see it up; 0 if there are none
 * @param synRetries how often first packets of connections were sent again, in the last windows
 * @param tlsNotAfter when the first certificate that any observer got expires
 */
public record CheckSummary(
    Subject subject,
    LinkTotals observers,
    List<String> failing,
    Optional<FailureReason> reason,
    int meanMicros,
    int synRetries,
    Optional<Instant> tlsNotAfter) {
  public CheckSummary {
    failing = List.copyOf(failing);
  }

  /**
   * What is checked.
   *
   * @param name of the service, or the name looked up
   * @param via the kind of probe, or the resolver
   * @param variant the IP family of a service that is checked in both, or the transport of a
   *     lookup; {@code ""} if there is none
   */
  public record Subject(String name, String via, String variant) implements Comparable<Subject> {
    private static final Comparator<Subject> ORDER =
        Comparator.comparing(Subject::name)
            .thenComparing(Subject::via)
            .thenComparing(Subject::variant);

    @Override
    public int compareTo(Subject other) {
      return ORDER.compare(this, other);
    }
  }
}
