// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.auth;

import io.netcheck.protocol.ClientId;

/**
 * The pod of an agent, and who it is.
 *
 * @param key {@code namespace/name}
 * @param uid that no other pod of this name has
 * @param followed whether it is one whose end will be seen
 */
public record AgentPod(String key, String uid, ClientId id, boolean followed) {}
