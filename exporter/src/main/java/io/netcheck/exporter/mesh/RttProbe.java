// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ProbeKind;
import java.util.List;

/**
 * The probe whose round-trip time stands for a link: the one that includes the least work of the
 * peer. The columns of a plane are looked up once, because its rows are read one after the other.
 */
final class RttProbe {
  /**
   * The kernel answers ICMP. UDP includes the peer's thread, less the time between its two stamps.
   * TCP includes the accept.
   */
  static final List<ProbeKind> ORDER = List.of(ProbeKind.ICMP, ProbeKind.UDP, ProbeKind.TCP);

  private final int[][] up = new int[ORDER.size()][];
  private final int[][] mean = new int[ORDER.size()][];
  private final int[][] max = new int[ORDER.size()][];
  private final int[][] sent = new int[ORDER.size()][];
  private final int[][] failed = new int[ORDER.size()][];
  private int columns;

  RttProbe(PlaneResults results) {
    for (ProbeKind kind : ORDER) {
      ProbeColumn column = results.probes().get(kind);
      if (column != null) {
        up[columns] = column.up();
        mean[columns] = column.rttMeanMicros();
        max[columns] = column.rttMaxMicros();
        sent[columns] = column.sent();
        failed[columns] = column.failed();
        columns++;
      }
    }
  }

  /** The column that stands for the link in this row; -1 if no probe is answered. */
  int column(int row) {
    for (int i = 0; i < columns; i++) {
      if (up[i][row] == LinkState.UP.code() && mean[i][row] > 0) {
        return i;
      }
    }
    return -1;
  }

  int meanMicros(int column, int row) {
    return mean[column][row];
  }

  int maxMicros(int column, int row) {
    return max[column][row];
  }

  /** Whether the time was measured in this window and is not repeated from an older one. */
  boolean isFresh(int column, int row) {
    return sent[column][row] > failed[column][row];
  }
}
