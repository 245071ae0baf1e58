// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netcheck.protocol.MalformedException;
import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;

class RecordLinesTest {
  @Test
  void nullIsNoClient() {
    assertThrows(
        MalformedException.class,
        () -> new RecordLines.Reader(new ByteArrayInputStream("null\n".getBytes(UTF_8))));
  }
}
