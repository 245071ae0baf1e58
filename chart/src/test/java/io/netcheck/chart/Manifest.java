// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One object that the chart renders.
 *
 * @param root the whole object
 */
record Manifest(Map<String, Object> root) {
  String kind() {
    return text("kind");
  }

  String name() {
    return text("metadata", "name");
  }

  String id() {
    return kind() + " " + name();
  }

  Map<String, Object> labels() {
    return map("metadata", "labels");
  }

  String component() {
    return String.valueOf(labels().get("app.kubernetes.io/component"));
  }

  Object at(String... path) {
    return Yaml.at(root, path);
  }

  Map<String, Object> map(String... path) {
    return Yaml.map(at(path));
  }

  List<?> list(String... path) {
    return Yaml.list(root, path);
  }

  String text(String... path) {
    return Yaml.text(root, path);
  }

  boolean hasPods() {
    return List.of("DaemonSet", "Deployment", "Pod").contains(kind());
  }

  /** The spec of its pods. */
  Map<String, Object> pod() {
    return kind().equals("Pod") ? map("spec") : map("spec", "template", "spec");
  }

  Map<String, Object> podLabels() {
    return kind().equals("Pod") ? labels() : map("spec", "template", "metadata", "labels");
  }

  /** The only container of its pods. */
  Map<String, Object> container() {
    return Yaml.map(Yaml.list(pod(), "containers").getFirst());
  }

  /** The value of a variable of the container, or the pod field that it comes from. */
  String env(String name) {
    return variables()
        .filter(variable -> variable.get("name").equals(name))
        .map(variable ->
            variable.containsKey("value")
                ? String.valueOf(variable.get("value"))
                : Yaml.text(variable, "valueFrom", "fieldRef", "fieldPath"))
        .findFirst()
        .orElse("");
  }

  Stream<Map<String, Object>> variables() {
    return Yaml.list(container(), "env").stream().map(Yaml::map);
  }

  /** The volumes by name. */
  Map<String, Object> volume(String name) {
    return Yaml.list(pod(), "volumes").stream()
        .map(Yaml::map)
        .filter(volume -> name.equals(volume.get("name")))
        .findFirst()
        .orElse(Map.of());
  }
}
