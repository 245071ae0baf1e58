// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The notes after an installation have commands that match the installed objects. */
class NotesTest {
  @TempDir private Path folder;

  private String notes(String values) throws IOException {
    return notes(values, folder);
  }

  /**
   * @param folder for a temporary file
   */
  static String notes(String values, Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("values.yaml"), values);
    String output =
        Chart.helm()
            .install()
            .clientOnly()
            .dryRun()
            .withName("a")
            .withNamespace("b")
            .withKubeVersion(Chart.KUBERNETES)
            .withValuesFile(file)
            .call()
            .getOutput();
    return output.substring(output.indexOf("NOTES:"));
  }

  @Test
  void theyNameWhatIsThere() throws IOException {
    String notes = notes("");
    Rendering rendering = Chart.render("", "a", "b", Chart.KUBERNETES);
    for (MatchResult it :
        Pattern.compile("(daemonset|service|deployment)[/ ]([a-z-]+)")
            .matcher(notes)
            .results()
            .toList()) {
      assertTrue(
          rendering.manifests().stream()
              .anyMatch(
                  manifest -> manifest.id().equalsIgnoreCase(it.group(1) + " " + it.group(2))),
          it.group());
    }
    assertTrue(notes.contains("/report?format=text"), notes);
    assertTrue(notes.contains("helm test a --namespace b"), notes);
    assertTrue(notes.contains("Alerts are not enabled yet"), notes);
    assertFalse(notes.contains("WARNING"), notes);
  }

  @Test
  void theyWarnOfWhatIsOpen() throws IOException {
    assertTrue(notes("auth: {mode: none}").contains("WARNING: auth.mode=none"));
    assertTrue(notes("podAgent: {enabled: false}").contains("so there are no agents"));
    assertTrue(
        notes("hostAgent: {enabled: true}")
            .contains("pod-security.kubernetes.io/enforce=privileged"));
  }

  @Test
  void theySpeakTls() throws IOException {
    String notes = notes("exporter: {web: {tls: {secretName: c}}}");
    assertTrue(notes.contains("curl --insecure https://"), notes);
    assertTrue(notes.contains("helm test"), notes);
    String mutual =
        notes("exporter: {web: {tls: {secretName: c, clientAuth: RequireAndVerifyClientCert}}}");
    assertFalse(mutual.contains("helm test"), mutual);
  }
}
