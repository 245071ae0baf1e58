// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.agent.probe.Outcome;
import io.netcheck.protocol.ErrorSender;
import io.netcheck.protocol.FailureReason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProbeRecordTest {
  private final ProbeRecord record = new ProbeRecord(Duration.ofSeconds(3));

  @Test
  void totalsOnlyGrow() {
    record.record(new Outcome.Reply(1_000), true, 0);
    record.record(new Outcome.Failure(FailureReason.TIMEOUT), true, 1);
    record.offer(0);
    record.accept(0);
    record.record(new Outcome.Failure(FailureReason.TIMEOUT), true, 2);
    ProbeRecord.Reading reading = record.read();
    assertEquals(3, reading.sent());
    assertEquals(2, reading.failed());
    assertEquals(1_000, reading.lastRttNanos());
  }

  @Test
  void aWindowThatWasNotAcceptedGoesOn() {
    record.record(new Outcome.Reply(1_000), true, 0);
    assertEquals(1, record.offer(0).sent());
    record.record(new Outcome.Reply(3_000), true, 1);
    ProbeRecord.Window second = record.offer(0);
    assertEquals(2, second.sent());
    assertEquals(2_000, second.rttMeanNanos());
    assertEquals(3_000, second.rttMaxNanos());
  }

  @Test
  void whatHappensWhileAHeartbeatIsUnderWayBelongsToTheNext() {
    record.record(new Outcome.Reply(9_000), true, 0);
    record.offer(0);
    record.record(new Outcome.Reply(2_000), true, 1);
    record.record(new Outcome.Failure(FailureReason.REFUSED), true, 2);
    record.accept(0);
    ProbeRecord.Window next = record.offer(0);
    assertEquals(2, next.sent());
    assertEquals(1, next.failed());
    assertEquals(2_000, next.rttMeanNanos());
    assertEquals(2_000, next.rttMaxNanos());
  }

  @Test
  void whatOneExporterAcceptedIsStillNewToAnother() {
    record.record(new Outcome.Reply(9_000), true, 0);
    record.record(new Outcome.Failure(FailureReason.REFUSED), true, 1);
    record.offer(1);
    record.offer(0);
    record.accept(0);
    record.record(new Outcome.Reply(1_000), true, 2);
    assertEquals(1, record.offer(0).sent());
    assertEquals(1_000, record.offer(0).rttMaxNanos());
    assertEquals(Optional.empty(), record.offer(0).failure());
    assertEquals(3, record.offer(1).sent());
    assertEquals(9_000, record.offer(1).rttMaxNanos());
    assertEquals(FailureReason.REFUSED, reason(record.offer(1)));
    record.accept(1);
    assertEquals(0, record.offer(1).sent());
    assertEquals(1, record.offer(0).sent());
  }

  @Test
  void oneThatFollowsAnotherIsToldWhatThatIsTold() {
    record.record(new Outcome.Reply(9_000), true, 0);
    record.offer(0);
    record.accept(0);
    record.record(new Outcome.Failure(FailureReason.REFUSED), true, 1);
    record.follow(3, 0);
    assertEquals(record.offer(0), record.offer(3));
    assertEquals(1, record.offer(3).failed());
    record.accept(3);
    assertEquals(0, record.offer(3).failed());
    assertEquals(1, record.offer(0).failed());
  }

  @Test
  void anEmptyWindowTellsTheLastRoundTrip() {
    record.record(new Outcome.Reply(5_000), true, 0);
    record.offer(0);
    record.accept(0);
    ProbeRecord.Window empty = record.offer(0);
    assertEquals(0, empty.sent());
    assertEquals(5_000, empty.rttMeanNanos());
    assertEquals(5_000, empty.rttMaxNanos());
    assertEquals(Optional.empty(), empty.failure());
  }

  @Test
  void tellsTheReasonThatTellsMostNotTheLastOne() {
    for (FailureReason reason :
        List.of(
            FailureReason.TIMEOUT,
            FailureReason.LOCAL,
            FailureReason.UNREACHABLE,
            FailureReason.RESET,
            FailureReason.REFUSED,
            FailureReason.TOO_BIG,
            FailureReason.REJECTED,
            FailureReason.WRONG_PEER)) {
      record.record(new Outcome.Failure(reason), true, 0);
      record.record(new Outcome.Failure(FailureReason.TIMEOUT), true, 1);
      assertEquals(reason, reason(record.offer(0)));
    }
  }

  @Test
  void aReasonWhoseSenderIsKnownTellsMore() {
    record.record(
        new Outcome.Failure(FailureReason.REJECTED, Optional.of(ErrorSender.SOURCE)), true, 0);
    record.record(new Outcome.Failure(FailureReason.REJECTED), true, 1);
    assertEquals(Optional.of(ErrorSender.SOURCE), record.offer(0).failure().orElseThrow().sender());
  }

  @Test
  void aReasonBelongsToItsWindow() {
    record.record(new Outcome.Failure(FailureReason.WRONG_PEER), true, 0);
    record.offer(0);
    record.record(new Outcome.Failure(FailureReason.TIMEOUT), true, 1);
    record.accept(0);
    assertEquals(FailureReason.TIMEOUT, reason(record.offer(0)));
    record.accept(0);
    assertEquals(Optional.empty(), record.offer(0).failure());
  }

  private static FailureReason reason(ProbeRecord.Window window) {
    return window.failure().orElseThrow().reason();
  }
}
