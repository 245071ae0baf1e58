// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import java.io.IOException;
import java.io.OutputStream;

/** Answers requests with bodies that are written piece by piece. */
@FunctionalInterface
public interface BodyHandler {
  /** Writes one body. */
  @FunctionalInterface
  interface BodyWriter {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Decides what the body contains, before anything is sent.
   *
   * @throws HttpError if the request cannot be answered
   */
  BodyWriter open(Request request) throws HttpError;
}
