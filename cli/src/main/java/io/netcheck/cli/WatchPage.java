// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.report.ElapsedText;
import io.netcheck.report.TextPage;
import io.netcheck.report.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A state as a page of text: the sentence, the findings, and what is not up. */
final class WatchPage {
  private static final int MOST_FINDINGS = 20;
  private static final int MOST_NODES = 30;

  private final ClusterState state;
  private final TextStyle style;
  private final TextPage page;

  private WatchPage(ClusterState state, int width, TextStyle style) {
    this.state = state;
    this.style = style;
    this.page = new TextPage(Math.min(width, TextPage.WIDTH));
  }

  /**
   * @param note how fresh it is; empty for nothing
   * @param width of the terminal
   */
  static String of(ClusterState state, String note, int width, TextStyle style) {
    return new WatchPage(state, width, style).render(note);
  }

  private String render(String note) {
    String since = state.statusSince();
    List<String> about = new ArrayList<>();
    if (!isBlank(state.version())) {
      about.add("netcheck " + state.version());
    }
    if (!isBlank(state.cluster())) {
      about.add(Objects.requireNonNull(state.cluster()));
    }
    if (note.isEmpty()) {
      about.add(state.at());
    }
    page.line(
        style.status(state.status())
            + (since == null ? "" : " since " + ElapsedText.of(since, state.at()))
            + style.quiet("  " + String.join("  ", about)));
    if (!note.isEmpty()) {
      page.line(note);
    }
    page.wrapped(0, state.summary());
    state.warnings().forEach(warning -> page.wrapped(0, "Warning: " + warning));
    findings();
    developing();
    planes();
    nodes();
    return page.toString();
  }

  private static boolean isBlank(@Nullable String text) {
    return text == null || text.isBlank();
  }

  private void section(String title) {
    page.blank().line(style.heading(title));
  }

  private void findings() {
    for (ClusterState.Finding finding : state.findings().stream().limit(MOST_FINDINGS).toList()) {
      finding(finding);
    }
    more(state.findings().size() - MOST_FINDINGS);
  }

  private void finding(ClusterState.Finding finding) {
    String title = finding.kind() + "  " + finding.subject();
    page.blank()
        .line(
            (finding.severity().equals("info") ? style.doubtful(title) : style.bad(title))
                + scope(finding));
    finding.evidence().forEach(evidence -> page.wrapped(2, "- " + evidence));
    finding.ruledOut().forEach(other -> page.wrapped(2, "- " + other));
    if (!isBlank(finding.hint())) {
      page.wrapped(2, "Next: " + finding.hint());
    }
    finding.commands().forEach(command -> page.line("    " + command));
  }

  private String scope(ClusterState.Finding finding) {
    List<String> words = new ArrayList<>();
    words.add(finding.severity());
    if (finding.confidence() != null) {
      words.add(TextPage.percent(finding.confidence()) + " sure");
    }
    if (!isBlank(finding.network()) && !"all".equals(finding.network())) {
      words.add("network " + finding.network());
    }
    String since = finding.since();
    if (since != null) {
      words.add("since " + ElapsedText.of(since, state.at()));
    }
    words.removeIf(String::isEmpty);
    return words.isEmpty() ? "" : "  " + String.join(", ", words);
  }

  private void developing() {
    if (state.developing().isEmpty()) {
      return;
    }
    section("Not certain yet");
    for (ClusterState.Developing row : state.developing().stream().limit(MOST_FINDINGS).toList()) {
      String since = row.since();
      page.wrapped(
          2,
          row.where()
              + (since == null ? "" : "  since " + ElapsedText.of(since, state.at()))
              + (row.waitingFor() == null ? "" : "  waiting for " + row.waitingFor()));
    }
    more(state.developing().size() - MOST_FINDINGS);
  }

  private void planes() {
    List<ClusterState.Plane> shown =
        state.planes().stream()
            .filter(plane -> plane.links().up() < plane.links().total())
            .toList();
    if (shown.isEmpty()) {
      return;
    }
    section("Networks with links that are not up");
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("network", "family", "links", "up", "down", "unknown"));
    for (ClusterState.Plane plane : shown) {
      rows.add(
          List.of(
              plane.network(),
              plane.ipFamily(),
              Integer.toString(plane.links().total()),
              Integer.toString(plane.links().up()),
              Integer.toString(plane.links().down()),
              Integer.toString(plane.links().unknown())));
    }
    page.table(rows);
  }

  private void nodes() {
    List<ClusterState.Node> shown = state.nodes().stream().filter(node -> !node.isUp()).toList();
    if (shown.isEmpty()) {
      return;
    }
    section("Nodes that are not up: " + shown.size() + " of " + state.nodes().size());
    List<List<String>> rows = new ArrayList<>();
    for (ClusterState.Node node : shown.stream().limit(MOST_NODES).toList()) {
      rows.add(
          List.of(
              node.node(),
              isBlank(node.zone()) ? "" : "zone " + node.zone(),
              node.state().replace('_', ' '),
              node.agents().stream().map(WatchPage::agent).collect(Collectors.joining(", "))));
    }
    aligned(rows).forEach(line -> page.wrapped(2, line));
    more(shown.size() - MOST_NODES);
  }

  /** All to the left, because these are words. */
  private static List<String> aligned(List<List<String>> rows) {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return rows.stream()
        .map(row ->
            IntStream.range(0, widths.length)
                .filter(i -> widths[i] > 0)
                .mapToObj(i -> row.get(i) + " ".repeat(widths[i] - row.get(i).length()))
                .collect(Collectors.joining("  "))
                .stripTrailing())
        .toList();
  }

  private static String agent(ClusterState.Agent agent) {
    String state = String.valueOf(agent.state()).replace('_', ' ').toLowerCase(Locale.ROOT);
    return agent.kind()
        + " agent "
        + state
        + (agent.reason() == null ? "" : " (" + agent.reason() + ")");
  }

  private void more(int more) {
    if (more > 0) {
      page.line("  and " + more + " more");
    }
  }
}
