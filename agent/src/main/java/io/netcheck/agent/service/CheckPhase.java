// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import java.util.Locale;

/** The steps of a check, in order. Each kind of check has some of them. */
enum CheckPhase {
  /** Resolving the host name to an address. */
  RESOLVE,
  CONNECT,
  TLS,
  /** From the request to the first byte of the answer. */
  FIRST_BYTE,
  /** The rest of the answer. */
  TRANSFER;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The word for this phase in labels. */
  String label() {
    return label;
  }
}
