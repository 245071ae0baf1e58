// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntervalStretchTest {
  @ParameterizedTest
  @CsvSource({
    "5000, 1, 5000",
    "5000, 2, 10000",
    "5000, 6, 30000",
    "500, 6, 3000",
    "10000, 6, 30000",
    "60000, 6, 60000",
    "9223372036854, 6, 9223372036854"
  })
  void anIntervalIsStretchedToHalfAMinuteAtMostAndNeverShortened(
      long interval, int factor, long stretched) {
    assertEquals(
        Duration.ofMillis(stretched), new IntervalStretch(factor).of(Duration.ofMillis(interval)));
  }

  @ParameterizedTest
  @CsvSource({
    "5000, 1, 15000",
    "5000, 6, 90000",
    "10000, 6, 45000",
    "60000, 6, 15000",
    "0, 6, 15000",
    "1, 6, 90000"
  })
  void aTimeForSomeHeartbeatsIsForAsManyStretchedOnes(long interval, int factor, long stretched) {
    assertEquals(
        Duration.ofMillis(stretched),
        new IntervalStretch(factor).of(Duration.ofSeconds(15), Duration.ofMillis(interval)));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 7})
  void theFactorIsWithinItsBounds(int factor) {
    assertThrows(IllegalArgumentException.class, () -> new IntervalStretch(factor));
    MalformedException e =
        assertThrows(
            MalformedException.class,
            () -> HeartbeatJson.readAnswer("{\"stretch\": %d}".formatted(factor).getBytes(UTF_8)));
    assertEquals("/stretch", e.field());
  }

  @Test
  void anAnswerCarriesItAndOneWithoutItAsksForTheUsualInterval() throws MalformedException {
    HeartbeatAnswer stretched = HeartbeatAnswer.NOTHING.stretched(new IntervalStretch(4));
    assertEquals("{\"stretch\":4}", new String(HeartbeatJson.write(stretched), UTF_8));
    assertEquals(stretched, HeartbeatJson.readAnswer(HeartbeatJson.write(stretched)));
    assertEquals(stretched, stretched.with(List.of()));
    assertEquals(IntervalStretch.NONE, HeartbeatJson.readAnswer("{}".getBytes(UTF_8)).stretch());
    assertFalse(HeartbeatAnswer.confirmed(Duration.ofSeconds(1)).stretch().isStretched());
    assertEquals(
        Optional.of(Duration.ofSeconds(1)),
        HeartbeatAnswer.confirmed(Duration.ofSeconds(1))
            .stretched(IntervalStretch.FULL)
            .listening());
  }
}
