// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

import io.netcheck.protocol.ClientId;

/**
 * The pod of an agent, and the identity of the agent.
 *
 * @param key {@code namespace/name}
 * @param uid the unique id of the pod in Kubernetes
 * @param followed whether the end of the pod will be noticed
 */
public record AgentPod(String key, String uid, ClientId id, boolean followed) {}
