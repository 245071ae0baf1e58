// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.io.IOException;

/** A message does not follow the protocol. The exception names the place and what was expected. */
public final class MalformedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * An error at one place.
   *
   * @param field a JSON pointer (RFC 6901) to the place in the message, {@code ""} for all of it
   */
  public MalformedException(String field, String message) {
    super(message);
    this.field = field;
  }

  public String field() {
    return field;
  }
}
