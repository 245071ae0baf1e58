// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

import io.netcheck.daemon.http.RequestHead;
import java.util.Optional;

/**
 * Identifies the sender of a heartbeat before its body is read. Called from many threads at once.
 */
public interface Authenticator extends AutoCloseable {
  /** The sender. May take seconds if an authority has to be asked. */
  AuthenticatedCaller identify(RequestHead head);

  /**
   * The sender if that is known within microseconds; empty if {@link #identify} has to find out.
   */
  default Optional<AuthenticatedCaller> identifyAtOnce(RequestHead head) {
    return Optional.of(identify(head));
  }

  /** The state of the authority that reviews tokens; empty if there is none. */
  default Optional<ReviewStatus> reviews() {
    return Optional.empty();
  }

  @Override
  default void close() {}
}
