// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import io.netcheck.daemon.ClockReading;
import io.netcheck.exporter.TestClock;
import io.netcheck.exporter.assess.Assessment;
import io.netcheck.exporter.assess.AssessmentInput;
import io.netcheck.exporter.assess.AssessmentSequence;
import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClusterInventory;
import io.netcheck.exporter.mesh.LossWindow;
import io.netcheck.exporter.mesh.TestMesh;
import io.netcheck.exporter.report.ReportBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The states of a test cluster, one second after the other. */
public final class TestStates {
  private final TestClock clock = new TestClock();
  private final AssessmentSequence assessments =
      new AssessmentSequence(Map.of(), new LossWindow(clock));
  private final StateSource source;
  private List<Client> clients = List.of();
  private Assessment last;

  public TestStates() {
    last = assess();
    source =
        new StateSource(
            StateSource.newInstance(),
            () -> last,
            new ReportBuilder("0.2.0", "lab", List::of, List::of),
            Optional::empty);
  }

  private Assessment assess() {
    return assessments.next(
        new AssessmentInput(clients, ClusterInventory.NONE, Optional.empty()),
        ClockReading.of(clock));
  }

  public TestClock clock() {
    return clock;
  }

  public StateSource source() {
    return source;
  }

  public Assessment assessment() {
    return last;
  }

  /** The state a second later, with these results. */
  public State next(List<Client> results) {
    assessOnly(results);
    return source.latest();
  }

  /** Assesses these results a second later; nobody asks for a state. */
  public void assessOnly(List<Client> results) {
    clients = List.copyOf(results);
    clock.advance(Duration.ofSeconds(1));
    last = assess();
  }

  public State next(TestMesh mesh) {
    return next(mesh.clients());
  }

  /** The state once the engine has had time to be certain. */
  public State settled(TestMesh mesh) {
    State state = next(mesh);
    for (int i = 0; i < 10; i++) {
      state = next(mesh);
    }
    return state;
  }
}
