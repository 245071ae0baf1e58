// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A cause that explains failing results.
 *
 * @param slots in which layers and directions: {@link #slot}
 * @param cells the failing results that it explains, by their index
 * @param pairs pairs of nodes whose failures it explains
 * @param against pairs that certainly work although it covers them
 * @param pending pairs that worked when they were last reported, before it began
 * @param gain what it saves in nats
 */
@SuppressWarnings("ArrayRecordComponent") // owned by this record
record Cause(
    Subject subject, BitSet slots, int[] cells, int pairs, int against, int pending, double gain) {
  /** Probes are lost for this long before their failure is reported. */
  private static final long TO_NOTICE = 3_200_000_000L;

  static int slot(int layer, int direction) {
    return 2 * layer + direction;
  }

  static int layer(int slot) {
    return slot / 2;
  }

  boolean has(int layer, int direction) {
    return slots.get(slot(layer, direction));
  }

  /** Whether it shows in this direction, in any layer. */
  boolean isDirected(int direction) {
    for (int slot = slots.nextSetBit(0); slot >= 0; slot = slots.nextSetBit(slot + 1)) {
      if (slot % 2 == direction) {
        return true;
      }
    }
    return false;
  }

  /** Whether it covers a result. */
  boolean covers(int layer, int source, int target, NodeStates nodes) {
    int direction = subject.direction(source, target, nodes);
    return direction != Subject.NONE && has(layer, direction);
  }

  /** When the first of its failures was reported. */
  long firstNanos(CellList failing) {
    long first = Long.MAX_VALUE;
    for (int cell : cells) {
      first = Math.min(first, failing.nanos(cell));
    }
    return first;
  }

  /** When it began. */
  long onsetNanos(CellList failing) {
    return firstNanos(failing) - TO_NOTICE;
  }

  /** When the last of its failures was reported. */
  long lastNanos(CellList failing) {
    long last = Long.MIN_VALUE;
    for (int cell : cells) {
      last = Math.max(last, failing.nanos(cell));
    }
    return last;
  }

  /** The planes of its failures, whose layers are planes. */
  Set<Plane> planes(CellList failing) {
    Set<Plane> planes = new LinkedHashSet<>();
    for (int cell : cells) {
      planes.add(Plane.ALL.get(failing.layer(cell)));
    }
    return planes;
  }

  /** A cause that explains many pairs is hardly wrong; one that is contradicted may be. */
  double confidence() {
    double sure = 1 - 0.1 / (1 + pairs);
    return sure - 0.1 * against / (pairs + against);
  }
}
