// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import io.netcheck.report.ReportSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The section that k8snet-checker's server printed regularly: clients, addresses and counts. */
final class K8snetSection {
  /** The most addresses in the section; {@code /api/v1/hosts} has all of them. */
  private static final int MOST_ADDRESSES = 20;

  private K8snetSection() {}

  /** The section; empty if there are neither clients nor results. */
  static Optional<ReportSection> section(K8snetTables tables) {
    ValidResults standing = ValidResults.now(tables.clients());
    ResultSummary hosts = standing.count(tables.hosts());
    ResultSummary pods = standing.count(tables.pods());
    ResultSummary services = standing.count(tables.services());
    ClientDirectory directory = standing.directory();
    if (directory.clients() + hosts.total() + pods.total() + services.total() == 0) {
      return Optional.empty();
    }
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("tests of", "total", "good", "failed", "rate", "average", "altogether"));
    table.add(hosts.cells("hosts"));
    table.add(pods.cells("pods"));
    if (services.total() > 0) {
      table.add(services.cells("service " + services.name()));
    }
    List<String> lines = new ArrayList<>();
    lines.add(directory.clients() + (directory.clients() == 1 ? " client" : " clients"));
    lines.add(addresses("hosts", directory.hosts()));
    lines.add(addresses("pods", directory.pods()));
    if (hosts.closed() > 0) {
      lines.add(
          hosts.closed()
              + " of "
              + hosts.total()
              + " hosts answered the ping with their TEST_PORT closed: nobody listens there, or the"
              + " packets are dropped. This is no fault by itself");
    }
    return Optional.of(new ReportSection("k8snet-checker", lines, table));
  }

  private static String addresses(String what, List<String> all) {
    int more = all.size() - MOST_ADDRESSES;
    return what
        + " ("
        + all.size()
        + ")"
        + (all.isEmpty() ? "" : ": ")
        + all.stream().limit(MOST_ADDRESSES).collect(Collectors.joining(", "))
        + (more > 0 ? " and " + more + " more" : "");
  }
}
