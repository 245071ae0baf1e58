// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import io.netcheck.lab.cluster.Lab;
import io.netcheck.lab.wire.LabNode;
import java.io.IOException;

/** Switches a node off and on again. */
final class NodePower {
  private NodePower() {}

  static void off(Lab lab, LabNode node) throws IOException {
    lab.fabric().cable(node, false);
    lab.agents().kill(node);
  }

  static void on(Lab lab, LabNode node) throws IOException {
    lab.fabric().cable(node, true);
    lab.agents().start(node);
  }
}
