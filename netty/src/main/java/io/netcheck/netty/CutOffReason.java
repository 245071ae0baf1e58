// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import java.util.Locale;

/** Why a connection is refused, or closed before its client closes it. */
enum CutOffReason {
  /** More connections than the listener takes. */
  TOO_MANY_CONNECTIONS,

  /** More connections than one source address gets. */
  TOO_MANY_OF_SOURCE,

  /** More connections than may be in a handshake or in the head of a request. */
  TOO_MANY_INCOMPLETE,

  /** What arrived is not HTTP, or its line or headers are too large. */
  MALFORMED,

  /** The TLS handshake failed. */
  HANDSHAKE_FAILED,

  /** The handshake or the request was not complete in time. */
  SLOW_REQUEST,

  /** The response was not made in time. */
  SLOW_HANDLER,

  /** The response was not read in time, or its memory is needed. */
  SLOW_READER;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
