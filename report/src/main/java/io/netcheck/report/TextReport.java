// SPDX-License-Identifier: Apache-2.0
package io.netcheck.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a report as a page of text for a terminal, at most 100 columns wide. */
public final class TextReport {
  private static final int MOST_LINKS = 20;
  private static final int MOST_FAULTS = 20;
  private static final int MOST_NAMES = 5;
  private static final int MOST_CANDIDATES = 50;

  private final Report report;
  private final TextStyle palette;
  private final TextPage page = new TextPage();

  private TextReport(Report report, TextStyle palette) {
    this.report = report;
    this.palette = palette;
  }

  public static String of(Report report, TextStyle palette) {
    return of(report, palette, List.of());
  }

  /**
   * @param more sections below the report
   */
  public static String of(Report report, TextStyle palette, List<ReportSection> more) {
    TextReport text = new TextReport(report, palette);
    text.render();
    more.forEach(text::section);
    return text.page.toString();
  }

  private void render() {
    head();
    clients();
    networks();
    faults();
    developing();
    considered();
    links();
    services();
    dns();
  }

  private void section(ReportSection section) {
    section(section.title());
    section.lines().forEach(line -> page.wrapped(2, line));
    page.table(section.table());
  }

  private void head() {
    String cluster = report.cluster().isEmpty() ? "" : " " + report.cluster();
    page.line(
        palette.status(report.status())
            + palette.quiet(
                "  netcheck " + report.version() + cluster + "  " + report.timestamp()));
    page.wrapped(0, report.summary());
    report.warnings().forEach(warning -> page.wrapped(0, "Warning: " + warning));
  }

  private void section(String title) {
    page.blank().line(palette.heading(title));
  }

  private void clients() {
    Report.Clients clients = report.clients();
    section("Clients");
    StringBuilder line = new StringBuilder();
    line.append(clients.active()).append(" active of ").append(clients.expected());
    line.append(" expected");
    append(line, clients.stale(), "stale");
    append(line, clients.absent(), "absent");
    append(line, clients.leaving(), "leaving");
    append(line, clients.expectedDown(), "down as expected");
    page.wrapped(2, line.toString());
    Report.Kubernetes kubernetes = report.kubernetes();
    if (kubernetes != null && !kubernetes.up()) {
      page.wrapped(2, "Kubernetes: " + String.join("; ", kubernetes.problems()));
    }
    if (clients.byVersion().size() > 1) {
      page.wrapped(
          2,
          "versions: "
              + clients.byVersion().entrySet().stream()
                  .map(entry -> entry.getKey() + " on " + entry.getValue())
                  .collect(Collectors.joining(", ")));
    }
    predecessors()
        .forEach((software, names) ->
            page.wrapped(2, "of " + software + " (" + names.size() + "): " + names(names)));
    each("absent", "absent");
    each("down as expected", "expected_down");
    if (!clients.stalled().isEmpty()) {
      page.wrapped(2, "not probing: " + names(clients.stalled()));
    }
    if (!clients.duplicates().isEmpty()) {
      page.wrapped(
          2,
          "identity claimed by several agents: "
              + names(clients.duplicates().stream().map(Report.Duplicate::client).toList()));
    }
  }

  /** The clients of the predecessors, by their software. */
  private Map<String, List<String>> predecessors() {
    Map<String, List<String>> names = new TreeMap<>();
    for (Report.NodeRow node : report.nodes()) {
      for (Report.ClientRow client : node.clients()) {
        if (!client.software().equals(Report.ClientRow.NETCHECK)) {
          names
              .computeIfAbsent(client.software(), _ -> new ArrayList<>())
              .add(client.kind() + "/" + node.node());
        }
      }
    }
    return names;
  }

  /** Lists the clients in {@code state}, with the reason. */
  private void each(String title, String state) {
    List<String> some = new ArrayList<>();
    for (Report.NodeRow node : report.nodes()) {
      for (Report.ClientRow client : node.clients()) {
        if (client.state().equals(state)) {
          String name = client.kind() + "/" + node.node();
          some.add(client.reason() == null ? name : name + " (" + client.reason() + ")");
        }
      }
    }
    if (!some.isEmpty()) {
      page.wrapped(2, title + ": " + names(some));
    }
  }

  private static void append(StringBuilder line, int count, String state) {
    if (count > 0) {
      line.append(", ").append(count).append(' ').append(state);
    }
  }

  private void networks() {
    if (report.networks().isEmpty()) {
      return;
    }
    section("Networks");
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("network", "links", "up", "down", "unknown", "loss/1m", "p50", "p99", "max"));
    for (Report.NetworkRow network : report.networks()) {
      Report.Rtt rtt = network.rttSeconds();
      rows.add(
          List.of(
              network.network(),
              Integer.toString(network.links().total()),
              Integer.toString(network.links().up()),
              Integer.toString(network.links().down()),
              Integer.toString(network.links().unknown()),
              TextPage.percent(network.lossRatio()),
              TextPage.millis(rtt == null ? null : Double.valueOf(rtt.p50())),
              TextPage.millis(rtt == null ? null : Double.valueOf(rtt.p99())),
              TextPage.millis(rtt == null ? null : Double.valueOf(rtt.max()))));
    }
    page.table(rows);
    for (Report.NetworkRow network : report.networks()) {
      Report.NarrowPaths narrow = network.narrowPaths();
      if (narrow != null) {
        page.wrapped(
            2,
            network.network()
                + ": "
                + narrow.links()
                + (narrow.links() == 1 ? " path carries" : " paths carry")
                + " less than the route promises, at least "
                + narrow.smallestBytes()
                + " bytes; path MTU discovery works");
      }
    }
  }

  private void faults() {
    if (report.faults().isEmpty()) {
      return;
    }
    section("Faults");
    for (Report.FaultRow fault : report.faults().subList(0, most(report.faults(), MOST_FAULTS))) {
      TextPage.wrap(
              2,
              fault.kind()
                  + "  "
                  + fault.subject()
                  + scope(fault)
                  + "  since "
                  + ElapsedText.of(fault.since(), report.timestamp()))
          .forEach(line -> page.line(palette.bad(line)));
      page.wrapped(4, certainty(fault));
      fault.evidence().forEach(line -> page.wrapped(4, "- " + line));
      fault.ruledOut().forEach(line -> page.wrapped(4, "- ruled out: " + line));
      page.wrapped(4, fault.hint());
    }
    more(report.faults().size() - MOST_FAULTS);
  }

  private static String scope(Report.FaultRow fault) {
    return "  network "
        + fault.network()
        + (fault.ipFamily().equals(Report.FaultRow.ALL) ? "" : "  " + fault.ipFamily())
        + (fault.probe().equals(Report.FaultRow.ALL) ? "" : "  probe " + fault.probe());
  }

  private String certainty(Report.FaultRow fault) {
    StringBuilder line = new StringBuilder(fault.severity());
    line.append(line.isEmpty() ? "" : ", ");
    line.append(TextPage.percent(fault.confidence())).append(" sure");
    if (fault.rate() != null && fault.rate() < 1) {
      line.append(", ").append(TextPage.percent(fault.rate())).append(" of the packets are lost");
    }
    if (fault.onset() != null) {
      line.append(", broke ").append(ElapsedText.of(fault.onset(), report.timestamp()));
    }
    return line.toString();
  }

  private void developing() {
    if (report.developing().isEmpty()) {
      return;
    }
    section("Not certain yet");
    for (Report.DevelopingRow row :
        report.developing().subList(0, most(report.developing(), MOST_FAULTS))) {
      page.wrapped(
          2,
          row.where()
              + "  since "
              + ElapsedText.of(row.since(), report.timestamp())
              + "  waiting for "
              + row.waitingFor());
    }
    more(report.developing().size() - MOST_FAULTS);
  }

  private void considered() {
    List<Report.CandidateRow> considered = report.considered();
    if (considered == null) {
      return;
    }
    section("Considered causes");
    if (considered.isEmpty()) {
      page.wrapped(2, "None: no link and no probe fails.");
      return;
    }
    CandidateTable.lines(considered.subList(0, most(considered, MOST_CANDIDATES)))
        .forEach(page::line);
    more(considered.size() - MOST_CANDIDATES);
  }

  private void links() {
    List<Report.LinkRow> failing =
        report.links().stream().filter(link -> link.state().equals("down")).toList();
    if (failing.isEmpty()) {
      return;
    }
    section("Failing links");
    for (Report.LinkRow link : failing.subList(0, most(failing, MOST_LINKS))) {
      page.wrapped(
          2,
          link.source()
              + " -> "
              + link.target()
              + "  "
              + link.network()
              + " "
              + link.ipFamily()
              + "  "
              + link.failingProbes().stream()
                  .map(p -> p.reason() == null ? p.probe() : p.probe() + " (" + p.reason() + ")")
                  .collect(Collectors.joining(", ")));
    }
    more(failing.size() - MOST_LINKS + report.linksOmitted());
  }

  private void services() {
    if (report.services().isEmpty()) {
      return;
    }
    section("Services");
    for (Report.ServiceRow row : report.services()) {
      check(
          row.service()
              + " ("
              + row.probe()
              + (row.ipFamily() == null ? "" : ", " + row.ipFamily())
              + ")",
          row.observers(),
          row.meanSeconds(),
          row.reason(),
          row.failingNodes());
      about(row);
    }
  }

  private void about(Report.ServiceRow row) {
    Integer retries = row.synRetries();
    if (retries != null && retries > 0) {
      page.line(
          "    "
              + retries
              + (retries == 1 ? " first packet was" : " first packets were")
              + " sent again to connect (SYN retries)");
    }
    String expiry = row.tlsNotAfter();
    if (expiry != null) {
      page.line("    certificate valid until " + expiry);
    }
  }

  private void dns() {
    if (report.dns().isEmpty()) {
      return;
    }
    section("DNS");
    for (Report.DnsRow row : report.dns()) {
      check(
          row.name() + " at " + row.resolver() + ("tcp".equals(row.transport()) ? " over tcp" : ""),
          row.observers(),
          row.meanSeconds(),
          row.reason(),
          row.failingNodes());
    }
  }

  private void check(
      String what,
      Report.Observers observers,
      @Nullable Double meanSeconds,
      @Nullable String reason,
      List<String> failing) {
    int measured = observers.up() + observers.down();
    String line =
        what
            + "  "
            + observers.up()
            + " of "
            + measured
            + (measured == 1 ? " observer" : " observers")
            + (meanSeconds == null ? "" : ", " + TextPage.millis(meanSeconds));
    if (failing.isEmpty()) {
      page.wrapped(2, line);
    } else {
      String why = reason == null ? "" : " (" + reason + ")";
      TextPage.wrap(2, line + ", fails from " + names(failing) + why)
          .forEach(bad -> page.line(palette.bad(bad)));
    }
  }

  private void more(int more) {
    if (more > 0) {
      page.line("  and " + more + " more");
    }
  }

  private static int most(List<?> list, int most) {
    return Math.min(list.size(), most);
  }

  private static String names(List<String> names) {
    String first = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
    int more = names.size() - MOST_NAMES;
    return more > 0 ? first + " and " + more + " more" : first;
  }
}
