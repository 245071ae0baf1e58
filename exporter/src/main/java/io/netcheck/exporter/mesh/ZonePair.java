// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.protocol.Network;

/**
 * The links from one zone to another, or within one.
 *
 * @param rttMeanMicros over the links that are up; 0 if none was measured
 * @param rttMaxMicros the longest single round trip, likewise
 */
public record ZonePair(
    Network network,
    String sourceZone,
    String targetZone,
    LinkTotals links,
    int rttMeanMicros,
    int rttMaxMicros) {}
