// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.ClientId;
import org.jspecify.annotations.Nullable;

/**
 * A pod of an agent that runs, and whose silence nothing excuses.
 *
 * @param agent who it is as a client; null for a pod of netchecker, which reports by its own name
 */
public record ExpectedPod(String name, @Nullable ClientId agent) {}
