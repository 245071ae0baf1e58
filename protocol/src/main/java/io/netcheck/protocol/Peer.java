// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

/**
 * Another agent to probe.
 *
 * @param zone the failure domain of its node; {@code ""} if unknown
 */
public record Peer(ClientId id, String zone, Endpoint endpoint) {}
