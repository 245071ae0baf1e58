// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

import java.net.InetSocketAddress;

/** The process cannot start. The message is one sentence for the operator. */
public final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StartException(String message, Throwable cause) {
    super(message, cause);
  }

  /** That {@code address} cannot be bound. */
  public static StartException notListening(InetSocketAddress address, Exception cause) {
    return new StartException(
        "cannot listen on "
            + address.getAddress().getHostAddress()
            + " port "
            + address.getPort()
            + ": "
            + cause.getMessage(),
        cause);
  }
}
