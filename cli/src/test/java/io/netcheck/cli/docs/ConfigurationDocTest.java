// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli.docs;

import io.netcheck.agent.AgentSettings;
import io.netcheck.daemon.settings.Setting;
import io.netcheck.server.ServerSettings;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/configuration.md} has the settings that the code has. To write its tables: {@code mvn
 * -B -pl cli -am verify -Dtest=ConfigurationDocTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dnetcheck.docs.write=true}.
 */
class ConfigurationDocTest {
  private static final String PATH = "docs/configuration.md";

  @Test
  void theAgentsTableIsThatOfTheCode() throws IOException {
    check("agent", AgentSettings.ALL);
  }

  @Test
  void theExportersTableIsThatOfTheCode() throws IOException {
    check("exporter", ServerSettings.ALL);
  }

  private static void check(String program, List<Setting<?>> settings) throws IOException {
    Page.of(PATH)
        .generated(
            "settings of the " + program, SettingsTable.of(settings), "ConfigurationDocTest");
  }
}
