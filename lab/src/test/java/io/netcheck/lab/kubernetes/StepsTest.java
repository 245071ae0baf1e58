// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.lab.cluster.LabPlan;
import io.netcheck.lab.scenario.Timeline;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The chart on a real control plane with real kubelets: some of the steps, in order, on one
 * cluster.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated("a whole cluster needs the machine")
@MachineTest
class StepsTest {
  private KubernetesCluster cluster;
  private boolean installed;

  @BeforeAll
  void startACluster() throws IOException, InterruptedException {
    TestRequirements.root();
    TestRequirements.tools(Programs.TOOLS.toArray(String[]::new));
    Path root = LabPlan.projectRoot();
    TestRequirements.that(
        Programs.areBuilt(root), "Kubernetes is not built, which lab/kubernetes/build does");
    Timeline timeline = new Timeline(System.out);
    timeline.begin();
    cluster = KubernetesCluster.start(root, Programs.build(root), timeline);
  }

  @AfterAll
  void endIt() throws IOException {
    if (cluster != null) {
      cluster.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"install", "helm-test", "node-cut", "api-restarted"})
  void everyExporterSaysWhatItShould(String name) throws IOException, InterruptedException {
    Step step = Steps.named(name).orElseThrow();
    Step install = Steps.ALL.getFirst();
    // One step that failed is played once more on a new cluster.
    if (!installed && !step.equals(install)) {
      play(install);
    }
    installed = true;
    play(step);
  }

  private void play(Step step) throws IOException, InterruptedException {
    assertEquals(List.of(), new StepRun(cluster, System.out).of(step).problems());
  }
}
