// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * Reads the expiry time of a token from the token itself (RFC 7519, claim {@code exp}). It does not
 * verify the token, so the result is only true for a token that was reviewed as valid.
 */
final class TokenExpiry {
  private static final JsonFactory JSON = new JsonFactory();

  /** The end of the year 9999. */
  private static final long LATEST = 253_402_300_799L;

  private TokenExpiry() {}

  /** Empty if the token has no expiry time. */
  static Optional<Instant> of(String token) {
    String[] parts = token.split("\\.", 4);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try (JsonParser json = JSON.createParser(Base64.getUrlDecoder().decode(parts[1]))) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean expiry = json.currentName().equals("exp");
        JsonToken value = json.nextToken();
        if (expiry) {
          boolean number = value != null && value.isNumeric();
          return number
              ? Optional.of(Instant.ofEpochSecond(Math.clamp(json.getValueAsLong(), 0, LATEST)))
              : Optional.empty();
        }
        json.skipChildren();
      }
      return Optional.empty();
    } catch (IOException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
