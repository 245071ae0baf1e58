// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.golang;

/** A text that Go's decoders reject, with the message that they give. */
public final class GoException extends Exception {
  private static final long serialVersionUID = 1L;

  public GoException(String message) {
    super(message, null, false, false);
  }

  public String text() {
    return String.valueOf(getMessage());
  }
}
