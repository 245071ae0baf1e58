// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
  @ParameterizedTest
  @CsvSource({
    "/, /, ''",
    "/report?format=text, /report, format=text",
    "/a%20b%2Fc?x=%25zz, /a b/c, x=%25zz",
    "/%C3%A4, /ä, ''",
    "//host/path, //host/path, ''",
    "/a?b?c, /a, b?c",
    "http://host:80/a?b, /a, b",
    "HTTPS://host, /, ''",
  })
  void aPathIsDecodedAndAQueryIsNot(String target, String path, String query) {
    assertEquals(Optional.of(new RequestTarget(path, query)), RequestTarget.of(target));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "*", "host:443", "foo:bar", "http://", "/%", "/%2", "/%zz", "/%-1", "/%+1"})
  void whatIsNoPathIsNone(String target) {
    assertEquals(Optional.empty(), RequestTarget.of(target));
  }

  @Test
  void aControlCharacterHasToBeEscaped() {
    assertEquals(Optional.of(new RequestTarget("/a\r\nb", "")), RequestTarget.of("/a%0d%0ab"));
    for (String target : new String[] {"/a\u0001", "/a?b\u0001", "/\u007f"}) {
      assertEquals(Optional.empty(), RequestTarget.of(target), target);
    }
  }
}
