// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.ProgramRun;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rendered objects match the types of Kubernetes and of the Prometheus operator. */
@MachineTest
class TypesTest {
  private static final Path FOLDER = Repository.at("chart/types");

  @BeforeAll
  static void bringTheTypes() throws IOException, InterruptedException {
    TestRequirements.tools("node", "npm");
    Path installed = FOLDER.resolve("node_modules/.package-lock.json");
    if (!Files.exists(installed)
        || Files.getLastModifiedTime(installed)
                .compareTo(Files.getLastModifiedTime(FOLDER.resolve("package-lock.json")))
            < 0) {
      ProgramRun.ExitResult ending =
          ProgramRun.run(FOLDER, "", List.of("npm", "ci", "--no-audit", "--no-fund"));
      TestRequirements.that(ending.status() == 0, "npm ci: " + ending.output());
    }
  }

  private static List<String> problems(List<Map<String, Object>> objects)
      throws IOException, InterruptedException {
    ProgramRun.ExitResult ending =
        ProgramRun.run(
            FOLDER, new ObjectMapper().writeValueAsString(objects), List.of("node", "check.mjs"));
    assertEquals(0, ending.status(), ending.output());
    return ending.output().lines().toList();
  }

  @Test
  void everyObjectOfEveryValuesFile() throws IOException, InterruptedException {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (Path file : Chart.valuesFiles()) {
      for (Manifest it : Chart.render(Files.readString(file)).manifests()) {
        objects.add(Map.of("where", file.getFileName() + " " + it.id(), "object", it.root()));
      }
    }
    assertEquals(List.of(), problems(objects));
  }

  @Test
  void aFieldThatKubernetesDoesNotKnowIsFoundAndSoIsAWrongOne()
      throws IOException, InterruptedException {
    Map<String, Object> pod =
        Yaml.document(
            """
            {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {hostPIDD: true, containers: [{name: a}]}}
            """);
    Map<String, Object> rule =
        Yaml.document(
            """
            apiVersion: monitoring.coreos.com/v1
            kind: PrometheusRule
            metadata: {name: b}
            spec: {groups: [{name: c, rules: [{alert: d, expr: up, for: five}]}]}
            """);

    List<String> problems =
        problems(
            List.of(
                Map.of("where", "pod", "object", pod), Map.of("where", "rule", "object", rule)));

    assertEquals(
        List.of(
            "rule: data/spec/groups/0/rules/0/for must match pattern",
            "pod: Object literal may only specify known properties, and '\"hostPIDD\"'"),
        problems.stream().map(it -> it.replaceFirst(" \"\\^.*| does not exist.*", "")).toList());
  }
}
