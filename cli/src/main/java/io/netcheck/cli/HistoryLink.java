// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.protocol.Names;
import java.util.List;
import java.util.Optional;

/** The links from one node to another one. */
record HistoryLink(String source, String target) {
  /** What {@code source>target} means; empty if it means nothing. */
  static Optional<HistoryLink> of(String text) {
    List<String> nodes = List.of(text.split(">", -1));
    return nodes.size() == 2
            && nodes.stream().allMatch(Names::isNode)
            && !nodes.get(0).equals(nodes.get(1))
        ? Optional.of(new HistoryLink(nodes.get(0), nodes.get(1)))
        : Optional.empty();
  }
}
