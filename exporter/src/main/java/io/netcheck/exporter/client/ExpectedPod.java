// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.ClientId;
import org.jspecify.annotations.Nullable;

/**
 * A running pod of an agent whose silence has no excuse.
 *
 * @param agent its identity as a client; null for a pod of external clients, which report the name
 *     of their pod
 */
public record ExpectedPod(String name, @Nullable ClientId agent) {}
