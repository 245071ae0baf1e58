// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.LinkState;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CheckRecordTest {
  private final CheckRecord tally = new CheckRecord();

  @Test
  void nothingIsKnownBeforeTheFirstSuccessOrTheThirdFailure() {
    assertEquals(LinkState.UNKNOWN, tally.snapshot().state());
    assertEquals(Optional.empty(), tally.add(failure(FailureReason.TIMEOUT)));
    assertEquals(Optional.empty(), tally.add(failure(FailureReason.TIMEOUT)));
    assertEquals(LinkState.UNKNOWN, tally.snapshot().state());
    assertEquals(Optional.of(LinkState.DOWN), tally.add(failure(FailureReason.TIMEOUT)));
    assertEquals(Optional.empty(), tally.add(failure(FailureReason.TIMEOUT)));
  }

  @Test
  void oneSuccessIsUpAndOnlyFailuresInARowAreDown() {
    assertEquals(Optional.of(LinkState.UP), tally.add(success(1)));
    for (int i = 0; i < 5; i++) {
      assertEquals(Optional.empty(), tally.add(failure(FailureReason.REFUSED)));
      assertEquals(Optional.empty(), tally.add(failure(FailureReason.REFUSED)));
      assertEquals(Optional.empty(), tally.add(success(1)));
    }
    tally.add(failure(FailureReason.REFUSED));
    tally.add(failure(FailureReason.RESET));
    assertEquals(Optional.of(LinkState.DOWN), tally.add(failure(FailureReason.REFUSED)));
    assertEquals(Optional.of(LinkState.UP), tally.add(success(1)));
    CheckRecord.Snapshot snapshot = tally.snapshot();
    assertEquals(new CheckRecord.Counts(20, 13, 0), snapshot.counts());
    assertEquals(12, snapshot.failures(FailureReason.REFUSED));
    assertEquals(1, snapshot.failures(FailureReason.RESET));
    assertEquals(0, snapshot.failures(FailureReason.TLS));
  }

  @Test
  void durationsOfSuccessesFallIntoBuckets() {
    tally.add(success(500_000));
    tally.add(success(500_001));
    tally.add(success(2_500_000_000L));
    tally.add(success(2_500_000_001L));
    tally.add(failure(FailureReason.TIMEOUT));
    CheckRecord.Snapshot snapshot = tally.snapshot();
    assertArrayEquals(new long[] {1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1}, snapshot.buckets());
    assertEquals(5_001_000_002L, snapshot.sumNanos());
    assertEquals(2_500_000_001L, snapshot.lastOkNanos());
    assertEquals(snapshot.buckets().length, CheckRecord.boundsSeconds().length);
  }

  private static CheckOutcome success(long nanos) {
    return new CheckOutcome(Optional.empty(), Map.of(CheckPhase.RESOLVE, nanos), nanos);
  }

  private static CheckOutcome failure(FailureReason reason) {
    return new CheckOutcome(Optional.of(reason), Map.of(CheckPhase.RESOLVE, 9L), 9);
  }
}
