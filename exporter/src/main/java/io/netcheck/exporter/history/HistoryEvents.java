// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.history;

import io.netcheck.exporter.state.FindingRow;
import io.netcheck.exporter.state.LinkCode;
import io.netcheck.exporter.state.LinkDiff;
import io.netcheck.exporter.state.NodeRow;
import io.netcheck.exporter.state.StateJson;
import io.netcheck.report.Report;
import io.netcheck.report.ReportStatus;
import io.netcheck.verdict.Plane;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tells the changes of a history one by one, as {@code /api/v2/history} lists them. */
final class HistoryEvents {
  private final HistoryQuery query;
  private final Map<String, NodeRow> nodes = new TreeMap<>();
  private Map<FindingRow.FindingKey, FindingRow> findings = new HashMap<>();
  private ReportStatus status = ReportStatus.UNKNOWN;
  private final Deque<Map<String, Object>> events = new ArrayDeque<>();
  private long omitted;

  /** Whether nothing is known yet, so that all nodes are new and none of them joins. */
  private boolean first;

  private boolean beginning;

  HistoryEvents(HistoryQuery query) {
    this.query = query;
  }

  /** The newest ones, oldest first. */
  List<Map<String, Object>> events() {
    return List.copyOf(events);
  }

  /** How many older ones were left out. */
  long omitted() {
    return omitted;
  }

  /** Takes the state before all changes, which is no change itself. */
  void begin(HistoryEntry base) throws IOException {
    beginning = true;
    take(base);
    beginning = false;
  }

  /** Takes the next change. */
  void take(HistoryEntry entry) throws IOException {
    HistoryHead head = EntryCodec.head(entry);
    if (head.started() != null) {
      add(entry.at(), event("exporter_started", "version", head.started()));
      first = nodes.isEmpty();
      return;
    }
    status(entry.at(), head);
    findings(entry.at(), head);
    // What the end of an exporter does to nodes is no change of theirs.
    if (!Boolean.TRUE.equals(head.gap())) {
      nodes(entry.at(), head);
      links(entry, head);
    }
    first = false;
  }

  private void status(Instant at, HistoryHead head) {
    ReportStatus now = head.status();
    if (now != null && now != status) {
      add(
          at,
          event(
              "status",
              "status",
              now.label(),
              "was",
              status.label(),
              "summary",
              Objects.requireNonNullElse(head.summary(), "")));
      status = now;
    }
  }

  private void findings(Instant at, HistoryHead head) {
    if (head.findings() == null) {
      return;
    }
    Map<FindingRow.FindingKey, FindingRow> next = new LinkedHashMap<>();
    for (Report.FaultRow fault : head.findings()) {
      FindingRow row = FindingRow.of(fault);
      next.put(row.key(), row);
    }
    findings.forEach((key, row) -> {
      if (!next.containsKey(key)) {
        Map<String, Object> event = finding("finding_ended", row);
        event.put("began", row.fault().since());
        addAbout(at, row.fault(), event);
      }
    });
    next.forEach((key, row) -> {
      if (!findings.containsKey(key)) {
        addAbout(at, row.fault(), finding("finding_began", row));
      }
    });
    findings = next;
  }

  private static Map<String, Object> finding(String type, FindingRow row) {
    Map<String, Object> event =
        event(
            type,
            "kind",
            row.fault().kind(),
            "severity",
            row.fault().severity(),
            "subject",
            row.fault().subject(),
            "sentence",
            row.sentence(),
            "network",
            row.fault().network());
    putIfThere(event, "node", row.fault().node());
    putIfThere(event, "zone", row.fault().zone());
    putIfThere(event, "source", row.fault().source());
    putIfThere(event, "target", row.fault().target());
    return event;
  }

  private static void putIfThere(Map<String, Object> event, String name, @Nullable String value) {
    if (value != null) {
      event.put(name, value);
    }
  }

  private void addAbout(Instant at, Report.FaultRow fault, Map<String, Object> event) {
    boolean any = !query.hasLinks();
    for (String end : new @Nullable String[] {fault.node(), fault.source(), fault.target()}) {
      any |= end != null && query.isAbout(end);
    }
    if (any) {
      add(at, event);
    }
  }

  private void nodes(Instant at, HistoryHead head) {
    for (NodeRow row : EntryCodec.orEmpty(head.nodes())) {
      NodeRow before = nodes.put(row.node(), row);
      if (!query.isAbout(row.node())) {
        continue;
      }
      if (before == null) {
        if (!first) {
          add(at, event("node_joined", "node", row.node(), "zone", row.zone()));
        }
        continue;
      }
      if (before.state() != row.state()) {
        add(
            at,
            event(
                "node",
                "node",
                row.node(),
                "state",
                row.state().label(),
                "was",
                before.state().label()));
      }
      agents(at, before, row);
    }
    for (String gone : EntryCodec.orEmpty(head.nodesGone())) {
      NodeRow before = nodes.remove(gone);
      if (query.isAbout(gone)) {
        add(at, event("node_left", "node", gone, "reason", reason(before)));
      }
    }
  }

  private void agents(Instant at, NodeRow before, NodeRow row) {
    @Nullable String excuse = excuse(row);
    if (excuse != null && !excuse.equals(excuse(before))) {
      add(at, event("node_cordoned", "node", row.node(), "reason", excuse));
    }
    for (NodeRow.Agent agent : row.agents()) {
      String was = before.agent(agent.kind()).map(NodeRow.Agent::version).orElse(null);
      String version = agent.version();
      if (version != null && was != null && !version.equals(was)) {
        add(
            at,
            event(
                "version",
                "node",
                row.node(),
                "kind",
                agent.kind(),
                "version",
                version,
                "was",
                was));
      }
    }
  }

  private static @Nullable String excuse(NodeRow row) {
    for (NodeRow.Agent agent : row.agents()) {
      if (agent.reason() != null) {
        return agent.reason();
      }
    }
    return null;
  }

  private static String reason(@Nullable NodeRow before) {
    if (before == null || before.agents().isEmpty()) {
      return "forgotten";
    }
    if (before.agents().stream().allMatch(agent -> agent.state().equals("leaving"))) {
      return "leaving";
    }
    return excuse(before) != null ? "deleted" : "forgotten";
  }

  private void links(HistoryEntry entry, HistoryHead head) throws IOException {
    if (!query.hasLinks()) {
      for (HistoryHead.LinkCount count : EntryCodec.orEmpty(head.links())) {
        add(
            entry.at(),
            event(
                "links",
                "network",
                count.network(),
                "ipFamily",
                count.ipFamily(),
                "down",
                count.down(),
                "up",
                count.up(),
                "unknown",
                count.unknown()));
      }
      return;
    }
    if (head.links() == null || isBefore(entry.at())) {
      return;
    }
    LinkDiff diff = EntryCodec.links(entry);
    for (LinkDiff.Row row : diff.rows()) {
      String source = diff.names().get(row.source());
      Plane plane = Plane.ALL.get(row.plane());
      for (int i = 0; i < row.targets().length; i++) {
        String target = diff.names().get(row.targets()[i]);
        if (query.isAbout(source, target)) {
          add(
              entry.at(),
              event(
                  "link",
                  "source",
                  source,
                  "target",
                  target,
                  "network",
                  plane.network().label(),
                  "ipFamily",
                  plane.family().label(),
                  "state",
                  LinkCode.label(row.now()[i]),
                  "was",
                  LinkCode.label(row.was()[i])));
        }
      }
    }
  }

  private static Map<String, Object> event(String type, Object... fields) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("at", "");
    event.put("type", type);
    for (int i = 0; i < fields.length; i += 2) {
      event.put((String) fields[i], fields[i + 1]);
    }
    return event;
  }

  private boolean isBefore(Instant at) {
    return at.isBefore(query.since());
  }

  private void add(Instant at, Map<String, Object> event) {
    if (beginning || isBefore(at)) {
      return;
    }
    event.put("at", StateJson.time(at));
    events.addLast(event);
    if (events.size() > query.limit()) {
      events.removeFirst();
      omitted++;
    }
  }
}
