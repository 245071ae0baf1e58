// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.lab.wire.Commands;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@MachineTest
class AlertmanagerConfigTest {
  private static final String PAGER = "http://10.0.0.1:9";

  @TempDir private Path folder;

  @Test
  void everyReceiverNotifiesTheLabAndTheRestStays() {
    String routing =
        """
        route:
          receiver: team
        receivers:
        - name: team
          slack_configs:
          - channel: '#net'
        # nobody
        - name: "none"
        inhibit_rules: []
        """;

    assertEquals(
        """
        route:
          receiver: team
        receivers:
          - name: 'team'
            webhook_configs:
              - url: 'http://10.0.0.1:9/team'
                send_resolved: true
          - name: 'none'
        inhibit_rules: []
        """,
        AlertmanagerConfig.to(PAGER, routing));
  }

  @Test
  void aConfigurationWithoutReceiversIsAnError() {
    assertThrows(IllegalArgumentException.class, () -> AlertmanagerConfig.to(PAGER, "route: {}\n"));
  }

  @Test
  void theProjectsRoutingIsTakenByAlertmanager() throws IOException {
    TestRequirements.tools("amtool");
    Path file = LabPlan.projectRoot().resolve("alerts/alertmanager.yaml");

    String routing =
        AlertmanagerConfig.to(PAGER, new SpeedFactor(30).rewrite(Files.readString(file)));

    assertTrue(routing.contains(PAGER), routing);
    Path written = Files.writeString(folder.resolve("alertmanager.yaml"), routing);
    Commands.run(List.of("amtool", "check-config", written.toString()));
  }
}
