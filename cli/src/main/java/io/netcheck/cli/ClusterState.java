// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.report.ReportStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an exporter's page shows of one moment, as far as the commands need it. Another version can
 * leave out what is {@link Nullable} here, and every list.
 *
 * @param at when the exporter judged, as it wrote it
 * @param past whether that is what somebody asked for, and not the present
 * @param findings the largest cause first
 */
record ClusterState(
    String at,
    boolean past,
    @Nullable String version,
    @Nullable String cluster,
    ReportStatus status,
    @Nullable String statusSince,
    String summary,
    List<Finding> findings,
    List<Developing> developing,
    List<String> warnings,
    List<Plane> planes,
    List<Node> nodes) {
  @SuppressWarnings("ConstantValue") // Jackson does not know what must not be null
  ClusterState {
    at = at == null ? "" : at;
    status = status == null ? ReportStatus.UNKNOWN : status;
    summary = summary == null ? "" : summary;
    findings = orNone(findings);
    developing = orNone(developing);
    warnings = orNone(warnings);
    planes = orNone(planes);
    nodes = orNone(nodes);
  }

  @SuppressWarnings("ConstantValue")
  private static <T> List<T> orNone(List<T> list) {
    return list == null ? List.of() : list.stream().filter(each -> each != null).toList();
  }

  /**
   * A cause of failures.
   *
   * @param ruledOut what it is not, and why
   * @param commands that a person runs next
   */
  record Finding(
      String kind,
      String severity,
      String subject,
      @Nullable String network,
      @Nullable String ipFamily,
      @Nullable String since,
      @Nullable Double confidence,
      List<String> evidence,
      List<String> ruledOut,
      @Nullable String hint,
      @Nullable String runbook,
      List<String> commands) {
    @SuppressWarnings("ConstantValue")
    Finding {
      kind = kind == null ? "" : kind;
      severity = severity == null ? "" : severity;
      subject = subject == null ? "" : subject;
      evidence = orNone(evidence);
      ruledOut = orNone(ruledOut);
      commands = orNone(commands);
    }

    /** What stays the same while it lasts. */
    String identity() {
      return kind + " " + subject;
    }
  }

  /** Something fails, and it is too early to name the cause. */
  record Developing(@Nullable String where, @Nullable String since, @Nullable String waitingFor) {}

  /** The links of one network in one IP family. */
  record Plane(String network, String ipFamily, Counts links) {
    @SuppressWarnings("ConstantValue")
    Plane {
      network = network == null ? "" : network;
      ipFamily = ipFamily == null ? "" : ipFamily;
      links = links == null ? new Counts(0, 0, 0, 0) : links;
    }
  }

  record Counts(int total, int up, int down, int unknown) {}

  /**
   * A node.
   *
   * @param state {@code up}, {@code lossy}, {@code one_way}, {@code down}, {@code unknown}, {@code
   *     expected_down} or {@code joining}
   */
  record Node(String node, @Nullable String zone, String state, List<Agent> agents) {
    static final String UP = "up";

    @SuppressWarnings("ConstantValue")
    Node {
      node = node == null ? "" : node;
      state = state == null ? "unknown" : state;
      agents = orNone(agents);
    }

    boolean isUp() {
      return state.equals(UP);
    }
  }

  /** An agent of a node. */
  record Agent(
      @Nullable String kind,
      @Nullable String state,
      @Nullable String version,
      @Nullable String reason) {}
}
