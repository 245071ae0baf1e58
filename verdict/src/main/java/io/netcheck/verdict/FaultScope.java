// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.ProbeKind;
import java.util.List;

/**
 * Where a fault shows: each field is one label, or several joined by commas, in the order of their
 * enums.
 *
 * @param network {@link #ALL} if it shows in all of several networks, or is not bound to one
 * @param family the IP family; {@link #ALL} likewise
 * @param probe the kind of probe; {@link #ALL} likewise
 */
public record FaultScope(String network, String family, String probe) {
  public static final String ALL = "all";

  /** Not bound to a network, a family or a probe. */
  public static final FaultScope ANY = new FaultScope(ALL, ALL, ALL);

  /** Whether it is about a network and an IP family. */
  boolean contains(Plane plane) {
    return contains(network, plane.network().label()) && contains(family, plane.family().label());
  }

  /** Whether it is about a kind of probe. */
  boolean contains(ProbeKind kind) {
    return contains(probe, kind.label());
  }

  private static boolean contains(String labels, String label) {
    return labels.equals(ALL) || List.of(labels.split(",", -1)).contains(label);
  }

  /** Whether it is about every kind of probe that another scope is about. */
  boolean hasProbesOf(FaultScope other) {
    return hasAll(probe, other.probe);
  }

  /** Whether it is about every network and IP family that another scope is about. */
  boolean hasPlanesOf(FaultScope other) {
    return hasAll(network, other.network) && hasAll(family, other.family);
  }

  private static boolean hasAll(String labels, String others) {
    return labels.equals(ALL)
        || (!others.equals(ALL)
            && List.of(labels.split(",", -1)).containsAll(List.of(others.split(",", -1))));
  }
}
