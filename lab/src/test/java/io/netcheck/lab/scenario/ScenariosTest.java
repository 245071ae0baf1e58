// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.lab.cluster.Lab;
import io.netcheck.lab.cluster.LabPlan;
import io.netcheck.lab.cluster.SpeedFactor;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real faults in a real cluster, one after the other, at speed 30. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated("a cluster many times faster than real needs the machine")
@MachineTest
class ScenariosTest {
  private static final SpeedFactor SPEED = new SpeedFactor(30);

  private Lab lab;

  @BeforeAll
  void startALab() throws IOException {
    TestRequirements.root();
    TestRequirements.tools(
        "ip", "iptables", "ip6tables", "sysctl", "prometheus", "prometheus-alertmanager");
    lab = Lab.start(LabPlan.of(LabPlan.projectRoot(), SPEED));
  }

  @AfterAll
  void endIt() throws IOException {
    if (lab != null) {
      lab.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "node-off",
        "directed-link",
        "zone-cut",
        "overlay",
        "agent-frozen",
        "rolling-update"
      })
  void oneFaultIsOneVerdictAndOneNotification(String name)
      throws IOException, InterruptedException {
    ScenarioResult result =
        new ScenarioRun(lab, System.out).of(Scenarios.named(name).orElseThrow());

    assertEquals(List.of(), result.problems());
  }
}
