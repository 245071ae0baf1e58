// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.util.Optional;

/** The kind of path that a link crosses; with an IP family it is a plane. */
public enum Network implements Labelled {
  /** Pod agent to the peer's pod address: the overlay. */
  POD,
  /** Pod agent to the peer's node address. */
  NODE,
  /** Host agent to the peer's node address: the underlay. */
  HOST;

  private static final Network[] VALUES = values();

  private final String label = Labelled.of(this);

  @Override
  public String label() {
    return label;
  }

  /** The constant with this label. */
  public static Optional<Network> of(String label) {
    return Labelled.find(VALUES, label);
  }

  @Override
  public String toString() {
    return label;
  }
}
