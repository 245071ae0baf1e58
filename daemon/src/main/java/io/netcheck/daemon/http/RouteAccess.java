// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

/** Who may ask a route. */
public enum RouteAccess {
  /** Those whom the {@link HttpGate} lets in. */
  GUARDED,

  /** Whoever the route itself takes: it authenticates its callers in its own way. */
  OWN,

  /** Anybody, at any rate: it tells nothing, and a kubelet, which has no password, asks it. */
  PROBE
}
