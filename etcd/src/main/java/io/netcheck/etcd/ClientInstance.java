// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import io.netcheck.protocol.ClientId;

/** One run of the agent of a client, from its start to its end. */
record ClientInstance(ClientId id, String instance) {}
