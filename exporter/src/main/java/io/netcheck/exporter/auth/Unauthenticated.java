// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.auth;

import io.netcheck.daemon.http.Request;

/** Believes everybody. */
final class Unauthenticated implements Authenticator {
  private static final Caller ANYBODY = new Caller.Anybody();

  @Override
  public Caller identify(Request request) {
    return ANYBODY;
  }
}
