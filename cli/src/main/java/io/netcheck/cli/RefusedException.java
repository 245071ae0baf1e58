// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import java.io.IOException;

/** The exporter answers, and does not do what it is asked for. The message says why. */
final class RefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message);
  }
}
