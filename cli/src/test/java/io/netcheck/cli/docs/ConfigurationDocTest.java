// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.agent.AgentSettings;
import io.netcheck.daemon.settings.Setting;
import io.netcheck.server.ServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/configuration.md} has the settings that the code has. To write its tables anew:
 * {@code mvn -B -pl cli -am test -Dtest=ConfigurationDocTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dnetcheck.docs.write=true}.
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
    String begin = "<!-- begin: settings of the " + program + " -->\n";
    String end = "<!-- end: settings of the " + program + " -->\n";
    Page page = Page.of(PATH);
    int from = page.text().indexOf(begin) + begin.length();
    int to = page.text().indexOf(end);
    assertTrue(from >= begin.length() && to >= from, "the markers of " + program + " are gone");
    String expected = SettingsTable.of(settings);
    if (Boolean.getBoolean("netcheck.docs.write")) {
      Files.writeString(
          page.path(), page.text().substring(0, from) + expected + page.text().substring(to));
      return;
    }
    assertEquals(
        expected,
        page.text().substring(from, to),
        "write it anew with -Dtest=ConfigurationDocTest -Dnetcheck.docs.write=true");
  }
}
