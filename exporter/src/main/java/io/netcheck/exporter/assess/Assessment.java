// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import io.netcheck.daemon.ClockReading;
import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ExpectedClients;
import io.netcheck.exporter.mesh.Link;
import io.netcheck.exporter.mesh.LossWindow;
import io.netcheck.exporter.mesh.Mesh;
import io.netcheck.protocol.Network;
import io.netcheck.verdict.Judgement;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything the exporter knows at one moment. {@code /report}, {@code /metrics} and the printed
 * report are views of it, so two views with the same {@code id} agree. Immutable.
 *
 * @param id counts the assessments of this process, from 1
 * @param at by the exporter's wall clock; for display
 * @param clients in the order of their identities
 * @param loss in the last minute, of each network in use
 * @param developing failures whose cause is not certain yet
 * @param considered each cause that was weighed
 * @param downSince since when each failing link fails; of a limited number of links
 * @param clusterProblems what the cluster source cannot find out, and why; empty if there is no
 *     source
 */
public record Assessment(
    long id,
    Instant at,
    List<Client> clients,
    ExpectedClients expected,
    Mesh mesh,
    Map<Network, LossWindow.Loss> loss,
    List<Fault> faults,
    List<DevelopingFailure> developing,
    List<Judgement.Candidate> considered,
    Map<Link.Key, ClockReading> downSince,
    Verdict verdict,
    Optional<List<String>> clusterProblems) {
  public Assessment {
    clients = List.copyOf(clients);
    loss = Map.copyOf(loss);
    faults = List.copyOf(faults);
    developing = List.copyOf(developing);
    considered = List.copyOf(considered);
    downSince = Collections.unmodifiableMap(downSince);
    clusterProblems = clusterProblems.map(List::copyOf);
  }
}
