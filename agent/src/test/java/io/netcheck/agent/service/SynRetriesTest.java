// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SynRetriesTest {
  @ParameterizedTest
  @CsvSource({
    "0,0", "999,0", "1000,1", "1200,1", "1401,0", "2999,0", "3001,2", "3400,2", "5000,0", "7050,3",
    "15010,4", "31400,5", "31401,0", "99999,0"
  })
  void onlyAConnectTimeOfOneThreeOrSevenSecondsIsARetry(long millis, int retries) {
    assertEquals(retries, SynRetries.inferred(TimeUnit.MILLISECONDS.toNanos(millis)));
  }
}
