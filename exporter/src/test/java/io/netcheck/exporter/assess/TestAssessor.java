// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClusterInventory;
import io.netcheck.exporter.mesh.LossWindow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes assessors of given clients, without a cluster source. */
public final class TestAssessor {
  private TestAssessor() {}

  public static Assessor of(Supplier<List<Client>> clients, ProcessClock clock) {
    return new Assessor(
        () -> new AssessmentInput(clients.get(), ClusterInventory.NONE, Optional.empty()),
        new AssessmentSequence(Map.of(), new LossWindow(clock)),
        clock);
  }
}
