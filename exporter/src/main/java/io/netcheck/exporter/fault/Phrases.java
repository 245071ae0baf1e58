// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.Network;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Wording that all findings share. */
final class Phrases {
  /** A longer list does not help the reader, and a subject is a label value. */
  private static final int MOST_NAMES = 5;

  private Phrases() {}

  /** {@code a, b, c and 4 more}. */
  static String names(Collection<String> names) {
    String first = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
    int more = names.size() - MOST_NAMES;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  static String count(int number, String one) {
    return number + " " + (number == 1 ? one : one + "s");
  }

  /** {@code 1 of 5 observers gets}, {@code 3 of 5 observers get}. */
  static String of(int number, int all, String one, String singular, String plural) {
    return number + " of " + count(all, one) + " " + (number == 1 ? singular : plural);
  }

  static String because(Optional<FailureReason> reason) {
    return reason.map(r -> " (" + r.label() + ")").orElse("");
  }

  /**
   * The networks of a finding as one label value.
   *
   * @param measured the networks in which it could have been seen
   */
  static String network(Set<Network> failing, Set<Network> measured) {
    if (measured.size() > 1 && failing.containsAll(measured)) {
      return Finding.ALL;
    }
    return String.join(",", labels(failing));
  }

  static List<String> labels(Set<Network> networks) {
    return networks.stream().sorted().map(Network::label).toList();
  }
}
