// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

/**
 * Another agent to be probed.
 *
 * @param zone the failure domain its node stands in, or {@code ""} where nobody said
 */
public record Peer(ClientId id, String zone, Endpoint endpoint) {}
