// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

import io.netcheck.daemon.http.RequestHead;

/** Accepts every sender. */
final class NoAuthentication implements Authenticator {
  private static final AuthenticatedCaller ANY_AGENT = new AuthenticatedCaller.AnyAgent("none");

  @Override
  public AuthenticatedCaller identify(RequestHead head) {
    return ANY_AGENT;
  }
}
