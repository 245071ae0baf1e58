// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.FailingPorts;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What agents say about the source ports from which they get no answer, on some links together.
 *
 * <p>Links on which all ports work by chance say nothing, so the share of the ports that fail is
 * larger than that of the paths. Each TCP connection has a new port, so enough of them tell better.
 */
final class PortEvidence {
  /** A share of dead paths up to this is one of some paths. */
  private static final double ONE_OF_SOME = 0.5;

  private static final double ENOUGH_CONNECTIONS = 30;

  private double connections;
  private double failedConnections;
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

  /** Adds the TCP connections of one of these links. */
  void addConnections(double attempts, double failed) {
    connections += attempts;
    failedConnections += failed;
  }

  /** The share of the paths that is dead, as far as anyone can tell. */
  double share() {
    if (connections >= ENOUGH_CONNECTIONS && failedConnections > 0) {
      return failedConnections / connections;
    }
    return tried == 0 ? 0 : (double) failing / tried;
  }

  /** In words; empty if there is nothing to say. */
  Optional<String> words() {
    if (links == 0) {
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
