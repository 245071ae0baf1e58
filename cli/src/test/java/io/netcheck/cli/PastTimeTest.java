// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PastTimeTest {
  private static Clock berlin(String now) {
    return Clock.fixed(Instant.parse(now), ZoneId.of("Europe/Berlin"));
  }

  @ParameterizedTest
  @CsvSource({
    "15m, 2026-11-30T16:45:00Z",
    "2h, 2026-11-30T15:00:00Z",
    "1d, 2026-11-29T17:00:00Z",
    "500ms, 2026-11-30T16:59:59.500Z",
    "0s, 2026-11-30T17:00:00Z",
    // It is 18:00 in Berlin.
    "03:12, 2026-11-30T02:12:00Z",
    "17:59:30, 2026-11-30T16:59:30Z",
    "18:00, 2026-11-30T17:00:00Z",
    "18:01, 2026-11-29T17:01:00Z",
    "23:30, 2026-11-29T22:30:00Z",
    "2026-11-30T03:12:00Z, 2026-11-30T03:12:00Z",
    "2026-11-30T03:12:00+01:00, 2026-11-30T02:12:00Z"
  })
  void aTimeIsMeantAsAPersonMeansIt(String said, String meant) {
    assertEquals(
        Optional.of(new PastTime(said, Instant.parse(meant))),
        PastTime.of(said, berlin("2026-11-30T17:00:00Z")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "15",
        "yesterday",
        "25:00",
        "3:12",
        "-5m",
        "400d",
        "2026-11-30",
        "2026-11-30T18:00:00Z",
        "9999999999m",
        "12:60",
        "15m ago",
        " "
      })
  void whatIsNotInThePastOrMeansNothingIsRefused(String said) {
    assertEquals(Optional.empty(), PastTime.of(said, berlin("2026-11-30T17:00:00Z")));
  }

  /** On 25 October 2026 it is 02:30 twice in Berlin, at 00:30 and at 01:30 UTC. */
  @ParameterizedTest
  @CsvSource({
    "2026-10-25T00:20:00Z, 2026-10-24T00:30:00Z",
    "2026-10-25T00:40:00Z, 2026-10-25T00:30:00Z",
    "2026-10-25T01:20:00Z, 2026-10-25T00:30:00Z",
    "2026-10-25T01:40:00Z, 2026-10-25T01:30:00Z",
    "2026-10-25T12:00:00Z, 2026-10-25T01:30:00Z",
    "2026-10-26T00:00:00Z, 2026-10-25T01:30:00Z"
  })
  void whereAnHourIsRepeatedTheLastOneIsMeant(String now, String meant) {
    assertEquals(
        Optional.of(Instant.parse(meant)), PastTime.of("02:30", berlin(now)).map(PastTime::at));
  }

  @Test
  void anAgentCountsADurationByItsOwnClock() {
    Clock now = berlin("2026-11-30T17:00:00Z");
    assertEquals("15m", PastTime.of("15m", now).orElseThrow().forAnAgent());
    assertEquals("2026-11-30T02:12:00Z", PastTime.of("03:12", now).orElseThrow().forAnAgent());
  }
}
