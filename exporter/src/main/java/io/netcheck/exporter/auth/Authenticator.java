// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.auth;

import io.netcheck.daemon.http.Request;

/** Says who sends a heartbeat, before anything in it is believed. Called from many threads. */
public interface Authenticator extends AutoCloseable {
  AuthenticatedCaller identify(Request request);

  @Override
  default void close() {}
}
