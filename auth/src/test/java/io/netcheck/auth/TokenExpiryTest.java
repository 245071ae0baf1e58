// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenExpiryTest {
  private static String token(String payload) {
    return "e30."
        + Base64.getUrlEncoder().withoutPadding().encodeToString(payload.getBytes(UTF_8))
        + ".x";
  }

  @Test
  void itIsTheClaimOfTheOuterObject() {
    assertEquals(
        Optional.of(Instant.ofEpochSecond(1_800_000_000)),
        TokenExpiry.of(
            token("{\"kubernetes.io\":{\"exp\":1,\"l\":[{\"exp\":2}]},\"exp\":1800000000}")));
    assertEquals(
        Optional.of(Instant.ofEpochSecond(253_402_300_799L)),
        TokenExpiry.of(token("{\"exp\":9223372036854775807}")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "{\"exp\":\"soon\"}",
        "{\"exp\":null}",
        "{\"exp\"",
        "1",
        "{\"a\":"
      })
  void withoutItThereIsNone(String payload) {
    assertEquals(Optional.empty(), TokenExpiry.of(token(payload)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a.b", "a.b.c.d", "a.!.c", "..", "a.e30.c"})
  void whatIsNoJwtHasNone(String text) {
    assertEquals(Optional.empty(), TokenExpiry.of(text));
  }
}
