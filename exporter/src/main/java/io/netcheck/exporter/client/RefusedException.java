// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

/** The registry refuses a well-formed heartbeat. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why it is refused. */
  public enum Reason {
    ADDRESS_NOT_ALLOWED,
    TOO_MANY_CLIENTS,
    TOO_MUCH_REPORTED
  }

  private final Reason reason;
  private final String field;

  /**
   * @param field a JSON pointer to what is refused; {@code ""} for the whole heartbeat
   */
  RefusedException(Reason reason, String field, String message) {
    super(message, null, false, false);
    this.reason = reason;
    this.field = field;
  }

  public Reason reason() {
    return reason;
  }

  public String field() {
    return field;
  }
}
