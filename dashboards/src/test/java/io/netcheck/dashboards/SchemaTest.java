// SPDX-License-Identifier: Apache-2.0
package io.netcheck.dashboards;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboards match the types of {@code @grafana/schema}. */
@MachineTest
class SchemaTest {
  @BeforeAll
  static void bringTheTypes() throws IOException, InterruptedException {
    Checker.require();
  }

  @Test
  void grafanasTypesKnowEverythingInThem() throws IOException, InterruptedException {
    assertEquals(
        List.of(),
        Checker.problems("", "schema", Dashboard.all().stream().map(it -> it.file().toString())));
  }

  @Test
  void aWordThatGrafanaDoesNotKnowIsFound(@TempDir Path folder)
      throws IOException, InterruptedException {
    Dashboard dashboard = Dashboard.all().getFirst();
    ((ObjectNode) dashboard.json()).put("colour", "red");
    Path changed = Files.writeString(folder.resolve("x.json"), dashboard.json().toString());

    List<String> problems = Checker.problems("", "schema", Stream.of(changed.toString()));

    assertEquals(1, problems.size(), problems::toString);
  }
}
