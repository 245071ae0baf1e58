// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.FailingPorts;
import java.util.Optional;
import java.util.stream.Collectors;

/** What agents say about the source ports from which they get no answer, on some links together. */
final class PortEvidence {
  /** A share of dead paths up to this is one of some paths. */
  private static final double ONE_OF_SOME = 0.5;

  private int links;
  private int tried;
  private int failing;
  private String examples = "";

  /**
   * @param link in words
   */
  void add(FailingPorts ports, String link) {
    if (links == 0) {
      examples =
          ports.examples().stream().map(String::valueOf).collect(Collectors.joining(", "))
              + " ("
              + link
              + ")";
    }
    links++;
    tried += ports.tried();
    failing += ports.failing();
  }

  boolean isEmpty() {
    return links == 0;
  }

  /** The share of the paths that is dead, as far as the ports tell. */
  double share() {
    return tried == 0 ? 0 : (double) failing / tried;
  }

  /** In words; empty if there is nothing to say. */
  Optional<String> words() {
    if (isEmpty()) {
      return Optional.empty();
    }
    String paths =
        share() <= ONE_OF_SOME
            ? "about 1 of " + Math.round(1 / share()) + " paths"
            : "about " + Math.round(share() * 100) + " % of the paths";
    return Optional.of(
        paths
            + ": "
            + failing
            + " of "
            + Wording.count(tried, "source port")
            + (links == 1 ? "" : " on " + Wording.count(links, "link"))
            + (failing == 1 ? " gets" : " get")
            + " no answer, "
            + (links == 1 ? "" : "such as ")
            + examples);
  }
}
