// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

/** Which requests a route accepts. */
public enum RouteAccess {
  /** Requests that the {@link HttpGate} admits. */
  GUARDED,

  /**
   * Requests that the route itself accepts, because it authenticates its callers in its own way.
   */
  OWN,

  /**
   * All requests. The route reveals nothing, and a kubelet or a peer, which has no password, has to
   * reach it.
   */
  PROBE
}
