// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

/** The registry does not take a heartbeat, though it is well-formed. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why it does not. */
  public enum Reason {
    ADDRESS_NOT_ALLOWED,
    TOO_MANY_CLIENTS
  }

  private final Reason reason;
  private final String field;

  /**
   * @param field a JSON pointer to what it does not take, {@code ""} for the whole heartbeat
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
