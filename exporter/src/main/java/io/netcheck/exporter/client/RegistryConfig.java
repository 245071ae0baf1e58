// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.AllowedRanges;
import java.time.Duration;

/**
 * When the registry believes a client, and whom it takes.
 *
 * @param freshness a client is active while its last heartbeat is no older
 * @param forgetAfter a client that was silent for this long is forgotten
 * @param maxClients identities it keeps at most
 * @param allowed the addresses that agents may claim
 */
public record RegistryConfig(
    Duration freshness, Duration forgetAfter, int maxClients, AllowedRanges allowed) {}
