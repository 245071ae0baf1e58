// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import io.netcheck.report.Report;
import io.netcheck.report.ReportStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is different in a later {@link State}. Each part is empty if it did not change. Immutable.
 *
 * @param instance of the later state, as {@code id} and {@code at}
 * @param nodes new ones, and those of which anything changed
 * @param nodesGone nodes that the later state does not have
 */
public record Change(
    String instance,
    long id,
    Instant at,
    Optional<ReportStatus> status,
    Optional<Instant> statusSince,
    Optional<String> summary,
    Optional<Report.Clients> clients,
    Optional<List<FindingRow>> findings,
    Optional<List<Report.DevelopingRow>> developing,
    Optional<List<String>> warnings,
    Optional<List<PlaneRow>> planes,
    Optional<List<Report.SweepRow>> sweep,
    List<NodeRow> nodes,
    List<String> nodesGone,
    LinkDiff links) {
  public Change {
    nodes = List.copyOf(nodes);
    nodesGone = List.copyOf(nodesGone);
  }

  /** The difference of two states. Costs little if they share their rows. */
  public static Change between(State before, State after) {
    return between(before, after, true);
  }

  /**
   * The difference of two states.
   *
   * @param loss whether a link that is up and begins to lose packets has changed
   */
  public static Change between(State before, State after, boolean loss) {
    List<NodeRow> nodes = new ArrayList<>();
    List<String> gone = new ArrayList<>();
    compare(before.nodes(), after.nodes(), nodes, gone);
    return new Change(
        after.instance(),
        after.id(),
        after.at(),
        changed(before.status(), after.status()),
        before.statusSince().equals(after.statusSince()) ? Optional.empty() : after.statusSince(),
        changed(before.summary(), after.summary()),
        before.clients().equals(after.clients()) ? Optional.empty() : after.clients(),
        changed(before.findings(), after.findings()),
        changed(before.developing(), after.developing()),
        changed(before.warnings(), after.warnings()),
        changed(before.planes(), after.planes()),
        changed(before.sweep(), after.sweep()),
        nodes,
        gone,
        LinkDiff.between(before.links(), after.links(), loss));
  }

  private static <T> Optional<T> changed(T before, T after) {
    return before.equals(after) ? Optional.empty() : Optional.of(after);
  }

  @SuppressWarnings("ReferenceEquality") // most rows are the same objects
  private static void compare(
      List<NodeRow> before, List<NodeRow> after, List<NodeRow> changed, List<String> gone) {
    int at = 0;
    for (NodeRow row : after) {
      while (at < before.size() && before.get(at).node().compareTo(row.node()) < 0) {
        gone.add(before.get(at++).node());
      }
      if (at < before.size() && before.get(at).node().equals(row.node())) {
        NodeRow old = before.get(at++);
        if (old != row && !old.equals(row)) {
          changed.add(row);
        }
      } else {
        changed.add(row);
      }
    }
    while (at < before.size()) {
      gone.add(before.get(at++).node());
    }
  }

  /** Whether nothing changed but the time. */
  public boolean isEmpty() {
    return status.isEmpty()
        && statusSince.isEmpty()
        && summary.isEmpty()
        && clients.isEmpty()
        && findings.isEmpty()
        && developing.isEmpty()
        && warnings.isEmpty()
        && planes.isEmpty()
        && sweep.isEmpty()
        && nodes.isEmpty()
        && nodesGone.isEmpty()
        && links.isEmpty();
  }
}
