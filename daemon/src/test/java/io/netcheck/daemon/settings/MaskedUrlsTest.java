// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.settings;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskedUrlsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "at http://u:p@host/ and https://a:b@c,d://e@f | at http://***@host/ and https://***@c,d://***@f",
        "http://u:p@ss/w@host | http://***@host",
        "http://a://b:c@d | http://***@d",
        "http://host/ a@b | http://host/ a@b",
        "a@b://c | a@b://c",
      })
  void usersAndPasswordsAreHidden(String text, String masked) {
    assertEquals(masked, MaskedUrls.in(text));
  }

  /** In the square of the length it would take an hour. */
  @Test
  @Timeout(value = 60, unit = SECONDS)
  void theTimeGrowsWithTheLengthOnly() {
    String text = "://".repeat(2_000_000);
    assertEquals(text, MaskedUrls.in(text));
  }
}
