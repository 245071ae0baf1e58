// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.util.Optional;

/** The kinds of probe on a link. */
public enum ProbeKind implements Labelled {
  ICMP,
  UDP,
  TCP,
  /** A full-size datagram that must not be fragmented. */
  MTU;

  private static final ProbeKind[] VALUES = values();

  private final String label = Labelled.of(this);

  @Override
  public String label() {
    return label;
  }

  /** The constant with this label. */
  public static Optional<ProbeKind> of(String label) {
    return Labelled.find(VALUES, label);
  }

  @Override
  public String toString() {
    return label;
  }
}
