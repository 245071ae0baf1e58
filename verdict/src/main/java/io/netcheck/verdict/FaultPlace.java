// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

/**
 * The labels by which a fault can be grouped and silenced. Each is {@code ""} where it does not
 * apply.
 *
 * @param node the one node that is to blame
 * @param zone the one zone that is to blame, or the zone of {@code node}
 * @param source one end of a link or of a pair of zones; if both directions fail, the first by name
 * @param target the other end
 */
public record FaultPlace(String node, String zone, String source, String target) {
  public static final FaultPlace NONE = new FaultPlace("", "", "", "");

  static FaultPlace node(String node, String zone) {
    return new FaultPlace(node, zone, "", "");
  }

  static FaultPlace zone(String zone) {
    return new FaultPlace("", zone, "", "");
  }

  static FaultPlace pair(String source, String target) {
    return new FaultPlace("", "", source, target);
  }

  /** The same, with the first end by name first: both directions are one. */
  FaultPlace undirected() {
    String first = source.compareTo(target) <= 0 ? source : target;
    String second = source.compareTo(target) <= 0 ? target : source;
    return new FaultPlace(node, zone, first, second);
  }
}
