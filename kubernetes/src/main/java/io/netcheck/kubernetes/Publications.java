// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

/**
 * What the exporter writes into the Kubernetes API.
 *
 * @param events whether a Node gets an Event when a fault names it, and when that is over
 * @param condition whether each Node has the condition {@link NodeReachability#CONDITION}
 * @param lease the name of the Lease of the one exporter of several that writes
 */
public record Publications(boolean events, boolean condition, String lease) {
  static final Publications NONE = new Publications(false, false, "netcheck-exporter");

  boolean isAny() {
    return events || condition;
  }
}
