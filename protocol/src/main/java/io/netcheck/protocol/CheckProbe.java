// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.util.Optional;

/** What a check can do on a link: the kinds of probe, and a trace of the path. */
public enum CheckProbe implements Labelled {
  ICMP,
  UDP,
  TCP,
  /** Full-size datagrams, or those of the given sizes. */
  MTU,
  /** Which hops answer on the way to the target. */
  TRACE;

  private static final CheckProbe[] VALUES = values();

  private final String label = Labelled.of(this);

  @Override
  public String label() {
    return label;
  }

  /** The constant with this label. */
  public static Optional<CheckProbe> of(String label) {
    return Labelled.find(VALUES, label);
  }

  /** The kind of probe; empty for a trace. */
  public Optional<ProbeKind> kind() {
    return switch (this) {
      case ICMP -> Optional.of(ProbeKind.ICMP);
      case UDP -> Optional.of(ProbeKind.UDP);
      case TCP -> Optional.of(ProbeKind.TCP);
      case MTU -> Optional.of(ProbeKind.MTU);
      case TRACE -> Optional.empty();
    };
  }

  @Override
  public String toString() {
    return label;
  }
}
