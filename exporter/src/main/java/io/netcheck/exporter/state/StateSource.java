// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import io.netcheck.exporter.assess.Assessment;
import io.netcheck.exporter.report.ReportBuilder;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The states of this process. A state is made when somebody asks for it, and once for each
 * assessment. Thread-safe.
 */
public final class StateSource {
  private final String instance;
  private final Supplier<Assessment> assessments;
  private StateSequence sequence;
  private @Nullable Moment last;
  private boolean asked;

  /** A state and the assessment that it was made from. */
  record Moment(Assessment assessment, State state) {}

  /**
   * @param instance a name of this process
   * @param assessments the latest one
   * @param historyFrom the oldest time that can be shown; empty without a history
   */
  public StateSource(
      String instance,
      Supplier<Assessment> assessments,
      ReportBuilder reports,
      Supplier<Optional<Instant>> historyFrom) {
    this.instance = instance;
    this.assessments = assessments;
    this.sequence = new StateSequence(instance, reports, historyFrom);
  }

  /** A name for a process that starts now. */
  public static String newInstance() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
  }

  /** The name of this process in states and events; another one after each start. */
  public String instance() {
    return instance;
  }

  /** The state of the latest assessment, which is at most a second old. */
  public State latest() {
    return moment().state();
  }

  synchronized Moment moment() {
    asked = true;
    Assessment assessment = assessments.get();
    Moment before = last;
    if (before != null && before.assessment().id() == assessment.id()) {
      return before;
    }
    Moment made = new Moment(assessment, sequence.next(assessment));
    last = made;
    return made;
  }

  /**
   * Forgets the last state if nobody asked for one since the last call: it keeps what all agents
   * reported at that time.
   */
  public synchronized void rest() {
    if (!asked && last != null) {
      last = null;
      sequence = sequence.rested();
    }
    asked = false;
  }
}
