// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.daemon.OpenFiles;
import java.util.Optional;

/** Whether this process may open as many files as a demo needs, most of them sockets. */
final class DemoFiles {
  /** Eight source ports for UDP, and TCP connections of a moment. */
  private static final long OF_LINK = 10;

  /** For the exporter, the libraries, and what belongs to an agent and not to a link. */
  private static final long OTHERS = 1_000;

  private DemoFiles() {}

  /** What is missing for so many agents, which probe each other; empty if nothing is. */
  static Optional<String> shortage(int agents) {
    return shortage(agents, OpenFiles.most());
  }

  static Optional<String> shortage(int agents, long most) {
    long needed = OTHERS + OF_LINK * agents * (agents - 1);
    return needed <= most
        ? Optional.empty()
        : Optional.of(
            "%d agents that probe each other need up to %,d open files, and this process may open %,d; give fewer with --agents, or raise the limit (ulimit -n)"
                .formatted(agents, needed, most));
  }
}
