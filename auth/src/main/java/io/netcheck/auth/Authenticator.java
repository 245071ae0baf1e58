// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

import io.netcheck.daemon.http.Request;
import java.util.Optional;

/** Identifies the sender of a heartbeat before its body is read. Called from many threads. */
public interface Authenticator extends AutoCloseable {
  AuthenticatedCaller identify(Request request);

  /** The state of the authority that reviews tokens; empty if there is none. */
  default Optional<ReviewStatus> reviews() {
    return Optional.empty();
  }

  @Override
  default void close() {}
}
