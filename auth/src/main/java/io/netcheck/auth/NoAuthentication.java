// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

import io.netcheck.daemon.http.Request;

/** Accepts every sender. */
final class NoAuthentication implements Authenticator {
  private static final AuthenticatedCaller ANYBODY = new AuthenticatedCaller.Anybody();

  @Override
  public AuthenticatedCaller identify(Request request) {
    return ANYBODY;
  }
}
