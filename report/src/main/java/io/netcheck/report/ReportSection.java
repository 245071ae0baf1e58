// SPDX-License-Identifier: Apache-2.0
package io.netcheck.report;

import java.util.List;

/**
 * A section that another part of the exporter adds to the text of the report.
 *
 * @param lines sentences of any length
 * @param table below them, its first row the headings; may be empty
 */
public record ReportSection(String title, List<String> lines, List<List<String>> table) {
  public ReportSection {
    lines = List.copyOf(lines);
    table = List.copyOf(table);
  }
}
