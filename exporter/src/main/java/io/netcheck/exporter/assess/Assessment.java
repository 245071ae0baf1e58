// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.fault.Fault;
import io.netcheck.exporter.mesh.Link;
import io.netcheck.exporter.mesh.LossWindow;
import io.netcheck.exporter.mesh.Mesh;
import io.netcheck.protocol.Network;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Everything known at one moment: what {@code /report} and {@code /metrics} are made from, so that
 * the two never disagree.
 *
 * @param at by the exporter's wall clock; for display
 * @param downSince since when each failing link fails; without those beyond a generous number
 */
public record Assessment(
    Instant at,
    List<Client> clients,
    Mesh mesh,
    Map<Network, LossWindow.Loss> loss,
    List<Fault> faults,
    Map<Link.Key, Instant> downSince) {}
