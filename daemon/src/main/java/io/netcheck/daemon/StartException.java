// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

/** The process cannot start. The message is one sentence for the operator. */
public final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
