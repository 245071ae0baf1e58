// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import java.util.List;

/** The rendered chart for some values: the text, and the objects in it. */
record Rendering(String text, List<Manifest> manifests) {
  static Rendering of(String text) {
    return new Rendering(text, Yaml.documents(text).stream().map(Manifest::new).toList());
  }

  List<Manifest> all(String kind) {
    return manifests.stream().filter(manifest -> manifest.kind().equals(kind)).toList();
  }

  boolean has(String kind) {
    return !all(kind).isEmpty();
  }

  /** The only object of a kind. */
  Manifest one(String kind) {
    if (all(kind).size() != 1) {
      throw new AssertionError("expected one " + kind + ": " + all(kind));
    }
    return all(kind).getFirst();
  }

  Manifest one(String kind, String name) {
    return all(kind).stream()
        .filter(manifest -> manifest.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind + " " + name + "\n" + text));
  }

  List<Manifest> workloads() {
    return manifests.stream().filter(Manifest::hasPods).toList();
  }
}
