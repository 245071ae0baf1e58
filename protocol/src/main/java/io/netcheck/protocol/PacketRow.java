// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

/**
 * A link on which not every datagram arrived once, in its turn and undamaged.
 *
 * @param row of the link in its {@link PlaneResults}
 */
public record PacketRow(int row, PacketCounts counts) {
  public PacketRow {
    if (row < 0) {
      throw new IllegalArgumentException("row " + row);
    }
  }
}
