// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HttpError;
import java.time.Instant;

/** The states of past moments. Thread-safe. */
@FunctionalInterface
public interface PastStates {
  /** Without a history. */
  PastStates NONE =
      _ -> {
        throw new HttpError(ErrorCode.BEFORE_HISTORY, "parameter at: no history is kept");
      };

  /**
   * The state as it was.
   *
   * @throws HttpError 404 if it is before everything that is kept, 400 if it is in the future
   */
  State at(Instant moment) throws HttpError;
}
