// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.FailureReason;
import java.io.IOException;

/** A check failed for a reason that no exception of the JDK expresses. */
final class FailedCheckException extends IOException {
  private static final long serialVersionUID = 1L;

  private final FailureReason reason;

  FailedCheckException(FailureReason reason, String message) {
    super(message);
    this.reason = reason;
  }

  FailureReason reason() {
    return reason;
  }
}
