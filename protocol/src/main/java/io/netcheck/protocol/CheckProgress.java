// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How far a check is, as the exporter answers it to a user.
 *
 * @param created by the exporter's wall clock, for display
 * @param directions each is one order to one agent
 */
public record CheckProgress(String id, Instant created, List<Direction> directions) {
  public CheckProgress {
    directions = List.copyOf(directions);
  }

  /** Whether nothing more will come. */
  public boolean isDone() {
    return directions.stream()
        .noneMatch(
            direction -> direction.state() == State.WAITING || direction.state() == State.SENT);
  }

  /** What became of the order to one agent. */
  public enum State implements Labelled {
    /** It waits for a heartbeat of the agent. */
    WAITING,
    /** The agent has it. */
    SENT,
    DONE,
    /** The agent does not do it. */
    REFUSED,
    /** The agent does not report, so it cannot be asked. */
    SILENT,
    /** The agent has too many orders already. */
    BUSY,
    /** No result came in time. */
    EXPIRED;

    private static final State[] VALUES = values();

    private final String label = Labelled.of(this);

    @Override
    public String label() {
      return label;
    }

    /** The constant with this label. */
    public static Optional<State> of(String label) {
      return Labelled.find(VALUES, label);
    }

    @Override
    public String toString() {
      return label;
    }
  }

  /**
   * The check from one agent to another.
   *
   * @param target a node
   * @param refused why the agent does not do it, in state {@link State#REFUSED}
   */
  public record Direction(
      ClientId source,
      String target,
      State state,
      Optional<CheckRefusal> refused,
      List<CheckLine> lines) {
    public Direction {
      lines = List.copyOf(lines);
    }
  }
}
