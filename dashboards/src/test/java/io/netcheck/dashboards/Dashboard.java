// SPDX-License-Identifier: Apache-2.0
package io.netcheck.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One dashboard, as in its file. */
record Dashboard(Path file, JsonNode json) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The folder of the module. The build sets the root of the repository. */
  static Path folder() {
    String root = System.getProperty("netcheck.root");
    if (root == null) {
      throw new IllegalStateException("run by Maven, or with -Dnetcheck.root=<the repository>");
    }
    return Path.of(root, "dashboards");
  }

  static List<Dashboard> all() {
    try (Stream<Path> files = Files.list(folder())) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .map(Dashboard::of)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Dashboard of(Path file) {
    try {
      return new Dashboard(file, JSON.readTree(file.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String title() {
    return json.path("title").asText();
  }

  String uid() {
    return json.path("uid").asText();
  }

  List<JsonNode> variables() {
    return list(json.path("templating").path("list"));
  }

  JsonNode variable(String name) {
    return variables().stream()
        .filter(variable -> name.equals(variable.path("name").asText()))
        .findFirst()
        .orElseThrow(() -> new AssertionError(this + " has no variable " + name));
  }

  /** The panels, without rows. */
  List<Panel> panels() {
    return list(json.path("panels")).stream()
        .map(panel -> new Panel(this, panel))
        .filter(panel -> !panel.type().equals("row"))
        .toList();
  }

  List<Query> queries() {
    return panels().stream().flatMap(panel -> panel.queries().stream()).toList();
  }

  /** The queries of its annotations, without the built-in one of Grafana. */
  List<String> annotations() {
    return list(json.path("annotations").path("list")).stream()
        .filter(annotation -> !annotation.has("builtIn"))
        .map(annotation -> annotation.path("expr").asText())
        .toList();
  }

  static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  @Override
  public String toString() {
    return String.valueOf(file.getFileName());
  }
}
