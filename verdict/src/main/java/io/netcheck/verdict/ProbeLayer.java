// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.ProbeKind;

/** Numbers for the results of single probes: one for each plane and kind of probe. */
@SuppressWarnings("EnumOrdinal") // numbers in memory, never stored or sent
final class ProbeLayer {
  static final int COUNT = Plane.ALL.size() * PlaneCells.KINDS.length;

  private ProbeLayer() {}

  static int of(Plane plane, ProbeKind kind) {
    return plane.code() * PlaneCells.KINDS.length + kind.ordinal();
  }

  static Plane plane(int layer) {
    return Plane.ALL.get(layer / PlaneCells.KINDS.length);
  }

  static ProbeKind kind(int layer) {
    return PlaneCells.KINDS[layer % PlaneCells.KINDS.length];
  }
}
