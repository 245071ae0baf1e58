// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.io.IOException;
import java.util.Optional;

/**
 * The body of an answer that refuses a request: {@code {"error":{"code","message","field"}}}.
 *
 * @param field a JSON pointer into the request; {@code ""} if the error has no single place
 */
public record ErrorAnswer(String code, String message, String field) {
  /** What {@code json} says; empty if it is something else. */
  public static Optional<ErrorAnswer> read(byte[] json) {
    ErrorFields fields = new ErrorFields();
    try {
      JsonInput.read(
          json,
          in -> {
            in.object(outer -> outer.equals("error") && fields.readAll(in));
            return fields;
          });
      return fields.code.map(code -> new ErrorAnswer(code, fields.message, fields.field));
    } catch (MalformedException _) {
      return Optional.empty();
    }
  }

  private static final class ErrorFields {
    private Optional<String> code = Optional.empty();
    private String message = "";
    private String field = "";

    boolean readAll(JsonInput in) throws IOException {
      in.object(name -> {
        switch (name) {
          case "code" -> code = Optional.of(in.text("a code", PeerJson::wordOrNothing));
          case "message" -> message = in.text();
          case "field" -> field = in.text();
          default -> {
            return false;
          }
        }
        return true;
      });
      return true;
    }
  }
}
