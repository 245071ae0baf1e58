// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.kubernetes;

import java.io.IOException;
import java.util.List;

/**
 * Something that happens to a cluster, and what every exporter must say about it.
 *
 * @param name the name on the command line
 * @param story what happens, as part of a sentence
 * @param faults the faults in {@code /report}, each as kind and subject, with the words below for
 *     names of nodes; no other may be there at any time
 * @param apiProblem a part of what the report says about the Kubernetes API; empty for nothing
 */
record Step(
    String name, String story, List<String> faults, String apiProblem, Action begin, Action heal) {
  /** Stands for the name of a node with an exporter. */
  static final String WITH_EXPORTER = "EXPORTER'S-NODE";

  /** Stands for the name of a node without one. */
  static final String OTHER = "NODE";

  /** A change of the cluster. It returns when the change is complete. */
  @FunctionalInterface
  interface Action {
    void on(Stage stage) throws IOException, InterruptedException;
  }

  /** Work on the cluster, about which the report says nothing. */
  static Step quiet(String name, String story, Action work) {
    return new Step(name, story, List.of(), "", work, _ -> {});
  }

  /** A fault with one name. */
  static Step fault(String name, String story, String fault, Action begin, Action heal) {
    return new Step(name, story, List.of(fault), "", begin, heal);
  }
}
