// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The last flows of one kind of probe over one link, and whether they were ever answered. Not
 * thread-safe; the link guards it.
 */
final class FlowTable {
  /** More than are used within a minute, unless new flows are tested. */
  private static final int MOST = 32;

  /** What is known of a flow. */
  enum Standing {
    /** It was never used before. */
    UNKNOWN,
    /** It was used and never answered. */
    SILENT,
    /** It was answered. */
    ESTABLISHED
  }

  private final Map<Integer, Standing> flows =
      new LinkedHashMap<>(8, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Standing> eldest) {
          return size() > MOST;
        }
      };

  /** Adds a use of a flow, and returns what was known of the flow before. */
  Standing use(int flow, boolean answered) {
    Standing before = flows.getOrDefault(flow, Standing.UNKNOWN);
    if (answered || before != Standing.ESTABLISHED) {
      flows.put(flow, answered ? Standing.ESTABLISHED : Standing.SILENT);
    }
    return before;
  }
}
