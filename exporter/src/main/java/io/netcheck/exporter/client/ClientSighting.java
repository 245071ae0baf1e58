// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.IntervalStretch;
import java.time.Duration;

/**
 * Another exporter heard a heartbeat.
 *
 * @param instance that sent it
 * @param age how long ago it came
 * @param stretch of its interval from then on
 * @param probing whether its rounds of probing go on
 */
public record ClientSighting(
    ClientId id,
    String instance,
    long sequence,
    Duration age,
    IntervalStretch stretch,
    boolean probing) {}
