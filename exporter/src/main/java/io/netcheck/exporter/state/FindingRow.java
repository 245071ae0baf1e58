// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.netcheck.report.Report;
import io.netcheck.verdict.FaultKind;
import io.netcheck.verdict.FaultScope;
import io.netcheck.verdict.Finding;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cause of failures, as the report has it, and what to do about it.
 *
 * @param runbook the name of the alert that has one for it; null if there is none
 * @param commands for a shell, with words in capitals in the place of addresses
 */
public record FindingRow(
    @JsonUnwrapped Report.FaultRow fault,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String runbook,
    List<String> commands) {
  private static final Map<String, FaultKind> KINDS = new HashMap<>();
  private static final String COMMAND = "$ ";

  static {
    Arrays.stream(FaultKind.values()).forEach(kind -> KINDS.put(kind.label(), kind));
  }

  public FindingRow {
    commands = List.copyOf(commands);
  }

  /** Of a row of the report. */
  public static FindingRow of(Report.FaultRow fault) {
    FaultKind kind = KINDS.get(fault.kind());
    return kind == null
        ? new FindingRow(fault, null, List.of())
        : new FindingRow(
            fault,
            kind.alerts().isEmpty() ? null : kind.alerts().getFirst(),
            kind.guide()
                .check()
                .lines()
                .filter(line -> line.startsWith(COMMAND))
                .map(line -> line.substring(COMMAND.length()))
                .toList());
  }

  /** What stays the same while it lasts. */
  public FindingKey key() {
    return new FindingKey(fault.kind(), fault.subject());
  }

  /** The identity of a finding. Comparable, because senders choose the subjects. */
  public record FindingKey(String kind, String subject) implements Comparable<FindingKey> {
    @Override
    public int compareTo(FindingKey other) {
      int byKind = kind.compareTo(other.kind);
      return byKind != 0 ? byKind : subject.compareTo(other.subject);
    }
  }

  /** What is the matter, as part of a sentence. */
  @JsonProperty
  public String sentence() {
    FaultKind kind = KINDS.get(fault.kind());
    return kind == null
        ? fault.kind() + ": " + fault.subject()
        : Finding.sentence(
            kind,
            fault.subject(),
            new FaultScope(fault.network(), fault.ipFamily(), fault.probe()));
  }
}
