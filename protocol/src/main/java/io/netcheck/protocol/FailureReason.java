// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.util.Optional;

/** Why a probe attempt got no reply. Labels, report and log use the same words. */
public enum FailureReason implements Labelled {
  TIMEOUT,
  REFUSED,
  UNREACHABLE,
  RESET,
  RESOLVE,
  TLS,
  STATUS,
  PROTOCOL,
  TOO_BIG,
  /** Datagrams that need several packets are lost, while a packet of full size passes. */
  FRAGMENTS,
  /** A TCP answer of many full segments stops on the way, while a packet of full size passes. */
  LARGE_ANSWER,
  /** A router, a packet filter or this host rejected the packet; the peer did not. */
  REJECTED,
  /** Another host answered. */
  WRONG_PEER,
  /** A new flow fails while an older one of the same kind works. */
  NEW_FLOW,
  /** An error of this host, not of the peer. */
  LOCAL;

  private static final FailureReason[] VALUES = values();

  private final String label = Labelled.of(this);

  @Override
  public String label() {
    return label;
  }

  /** The constant with this label. */
  public static Optional<FailureReason> of(String label) {
    return Labelled.find(VALUES, label);
  }

  @Override
  public String toString() {
    return label;
  }
}
