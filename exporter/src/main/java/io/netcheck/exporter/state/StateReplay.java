// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import java.util.List;
import java.util.TreeMap;

/**
 * A state while changes are put into it, one after the other. A change costs what it changes,
 * however large the cluster is; the whole state is made once, at the end. For one thread at a time.
 */
public final class StateReplay {
  private final TreeMap<String, NodeRow> nodes = new TreeMap<>();
  private final LinkReplay links;

  /** Everything but nodes and links. */
  private State rest;

  /** Begins with a state. */
  public StateReplay(State from) {
    links = new LinkReplay(from.links());
    from.nodes().forEach(this::put);
    rest = with(from, List.of(), LinkGrid.EMPTY);
  }

  private void put(NodeRow row) {
    nodes.put(row.node(), row);
    links.join(row.node());
  }

  /** Takes the change that follows. */
  public void take(Change change) {
    for (String gone : change.nodesGone()) {
      nodes.remove(gone);
      links.leave(gone);
    }
    change.nodes().forEach(this::put);
    links.take(change.links());
    rest =
        new State(
            change.instance(),
            change.id(),
            change.at(),
            rest.past(),
            rest.version(),
            rest.cluster(),
            change.status().orElse(rest.status()),
            change.statusSince().or(rest::statusSince),
            change.summary().orElse(rest.summary()),
            change.clients().or(rest::clients),
            change.findings().orElse(rest.findings()),
            change.developing().orElse(rest.developing()),
            change.warnings().orElse(rest.warnings()),
            change.planes().orElse(rest.planes()),
            List.of(),
            change.sweep().orElse(rest.sweep()),
            rest.historyFrom(),
            LinkGrid.EMPTY);
  }

  /** The state after all changes that were taken. */
  public State state() {
    return with(rest, List.copyOf(nodes.values()), links.grid(List.copyOf(nodes.keySet())));
  }

  private static State with(State state, List<NodeRow> nodes, LinkGrid links) {
    return new State(
        state.instance(),
        state.id(),
        state.at(),
        state.past(),
        state.version(),
        state.cluster(),
        state.status(),
        state.statusSince(),
        state.summary(),
        state.clients(),
        state.findings(),
        state.developing(),
        state.warnings(),
        state.planes(),
        nodes,
        state.sweep(),
        state.historyFrom(),
        links);
  }
}
