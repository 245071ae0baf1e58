// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.MachineTest;
import io.netcheck.testing.ProgramRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the workflows publish is what the chart and the pages name. */
class ReleaseTest {
  private static final Path WORKFLOWS = Repository.at(".github/workflows");

  private static List<Path> workflows() {
    return Repository.files(".github/workflows", ".yml");
  }

  private static Map<String, Object> workflow(Path file) throws IOException {
    return Yaml.document(Files.readString(file));
  }

  private static List<Object> steps(Map<String, Object> workflow) {
    List<Object> steps = new ArrayList<>();
    Yaml.map(workflow.get("jobs")).values().forEach(job -> steps.addAll(Yaml.list(job, "steps")));
    return steps;
  }

  /** A tag of somebody else's action can be moved to other code. */
  @ParameterizedTest
  @MethodSource("workflows")
  void everyActionIsPinnedByItsCommitAndSaysItsVersion(Path file) throws IOException {
    List<String> used =
        Files.readString(file).lines().filter(line -> line.contains("uses: ")).toList();
    assertTrue(
        used.stream().allMatch(line -> line.matches(".*@[0-9a-f]{40} # v[0-9.]+")), used::toString);
    assertFalse(steps(workflow(file)).isEmpty(), file::toString);
  }

  /** By default a workflow may read only; a job asks for more. */
  @ParameterizedTest
  @MethodSource("workflows")
  void aWorkflowMayReadOnly(Path file) throws IOException {
    assertEquals(Map.of("contents", "read"), workflow(file).get("permissions"));
    for (Object step : steps(workflow(file))) {
      if (Yaml.text(step, "uses").startsWith("actions/checkout@")) {
        assertEquals("false", Yaml.text(step, "with", "persist-credentials"), file::toString);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void theScriptsInItAreThereAndCanRun(Path file) throws IOException {
    Set<String> scripts = new TreeSet<>();
    Pattern.compile("(?m)(\\.ci/[a-z0-9-]+)")
        .matcher(Files.readString(file))
        .results()
        .forEach(it -> scripts.add(it.group(1)));
    assertFalse(scripts.isEmpty(), file::toString);
    for (String script : scripts) {
      assertTrue(Files.isExecutable(Repository.at(script)), script);
    }
  }

  /** The whole name of what is published, in every place that names it. */
  @ParameterizedTest
  @CsvSource({
    "chart/netcheck/Chart.yaml",
    "chart/netcheck/values.yaml",
    "docs/images.md",
    "docs/install.md",
    "RELEASING.md"
  })
  void imagesAndChartHaveTheCoordinatesThatAreReleased(String page) throws IOException {
    Map<String, Object> release = workflow(WORKFLOWS.resolve("release.yml"));
    String registry = Yaml.text(release, "env", "REGISTRY");
    Set<String> published = new TreeSet<>();
    for (Object program : Yaml.list(release, "jobs", "image", "strategy", "matrix", "program")) {
      published.add(registry + "/netcheck-" + program);
    }
    published.add(registry + "/charts/netcheck");

    Set<String> named = new TreeSet<>();
    Pattern.compile("ghcr\\.io/[a-z/-]+[a-z]")
        .matcher(Repository.read(page))
        .results()
        .forEach(it -> named.add(it.group()));

    assertTrue(published.containsAll(named), () -> page + " names " + named);
    assertTrue(named.size() >= 1, page);
  }

  @Test
  @MachineTest
  void theScriptsAreValid() throws IOException {
    for (String script : List.of(".ci/e2e", ".ci/release-files", ".ci/set-version", ".ci/run")) {
      ProgramRun.ExitResult result =
          ProgramRun.run(List.of("sh", "-n", Repository.at(script).toString()));
      assertEquals(0, result.status(), result::output);
    }
  }

  /** The values of the end-to-end test are values of the chart. */
  @Test
  void theChartTakesTheValuesOfTheEndToEndTest() {
    Rendering rendering = Chart.render(Repository.read(".github/e2e-values.yaml"));
    assertEquals("netcheck-agent:e2e", rendering.one("DaemonSet").container().get("image"));
    assertEquals("netcheck-exporter:e2e", rendering.one("Deployment").container().get("image"));
  }

  /** The release fills in every blank of the manifest. */
  @Test
  @MachineTest
  void theManifestOfThePluginHasNoBlanksLeft() throws IOException {
    String script = Repository.read(".ci/release-files");
    String sed = script.replaceFirst("(?s).*\\nsed (-e .*?) \\\\\\n.*", "$1");
    ProgramRun.ExitResult result =
        ProgramRun.run(
            List.of(
                "sh",
                "-e",
                "-c",
                "version=1.2.3; url=https://host.example/it; plugin=netcheck-1.2.3-kubectl.tar.gz;"
                    + " sum=0123; sed "
                    + sed
                    + " "
                    + Repository.at("deploy/krew/netcheck.yaml")));
    assertEquals(0, result.status(), result::output);
    Object manifest = Yaml.document(result.output());
    assertEquals("v1.2.3", Yaml.text(manifest, "spec", "version"));
    assertEquals("https://host.example/it", Yaml.text(manifest, "spec", "homepage"));
    Object platform = Yaml.list(manifest, "spec", "platforms").getFirst();
    assertEquals(
        "https://host.example/it/releases/download/v1.2.3/netcheck-1.2.3-kubectl.tar.gz",
        Yaml.text(platform, "uri"));
    assertEquals("0123", Yaml.text(platform, "sha256"));
    assertFalse(result.output().contains("template"), result::output);
  }
}
