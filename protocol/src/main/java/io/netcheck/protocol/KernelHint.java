// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.util.Optional;

/**
 * Something that the kernel of a host counts and that can explain lost packets. It is no failure:
 * many hosts drop a packet now and then, and nothing else is wrong.
 *
 * @param where the part of the host that it is about, as {@link Kind} says; {@code ""} for the host
 * @param value how much is in use, or how often it happened within {@link #MINUTES} minutes
 * @param limit how much can be in use; 0 for what is only counted
 */
public record KernelHint(Kind kind, String where, long value, long limit) {
  /** What is counted is counted for about so many minutes. */
  public static final int MINUTES = 5;

  /** A heartbeat contains only so many. */
  public static final int MOST = 24;

  /** What the kernel says. */
  public enum Kind implements Labelled {
    /** Connections in the table of tracked ones, and the room in it. */
    CONNTRACK_FULL,
    /** Connections for which the table of tracked ones had no room. */
    CONNTRACK_DROPS,
    /** Neighbours in the table of an IP family, and the room in it. */
    NEIGHBOURS_FULL,
    /** Neighbours for which the table of an IP family had no room. */
    NEIGHBOUR_OVERFLOWS,
    /** Packets from a source to which the route leads over another interface. */
    REVERSE_PATH_DROPS,
    /** Packets that were dropped because a CPU did not take them from its queue in time. */
    SOFTNET_DROPS,
    /** Packets that an interface received or sent with an error. */
    NIC_ERRORS,
    /** Packets for which an interface had no room. */
    NIC_MISSED,
    /** How often an interface lost its carrier or got it back. */
    CARRIER_CHANGES,
    /** Packets of a protocol with a wrong checksum. */
    CHECKSUM_ERRORS;

    private static final Kind[] VALUES = values();

    private final String label = Labelled.of(this);

    @Override
    public String label() {
      return label;
    }

    /** The constant with this label. */
    public static Optional<Kind> of(String label) {
      return Labelled.find(VALUES, label);
    }

    @Override
    public String toString() {
      return label;
    }
  }

  public KernelHint {
    if (value < 0 || limit < 0 || !(where.isEmpty() || Names.isWord(where))) {
      throw new IllegalArgumentException(kind + " of " + where + ": " + value + " of " + limit);
    }
  }
}
