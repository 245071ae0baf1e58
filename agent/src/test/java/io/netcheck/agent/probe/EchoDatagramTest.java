// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static io.netcheck.agent.probe.BlockingProbe.IDENTITY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.protocol.Network;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EchoDatagramTest {
  private final ByteBuffer buffer = ByteBuffer.allocate(200);

  @ParameterizedTest
  @EnumSource
  void whatIsWrittenIsRead(Network network) {
    EchoDatagram request = EchoDatagram.request(network, -3, 7, 1_000);
    for (EchoDatagram asking : List.of(request, request.with(IDENTITY))) {
      asking.write(buffer);
      assertEquals(EchoDatagram.BYTES, buffer.limit());
      assertEquals(Optional.of(asking), EchoDatagram.read(buffer));
    }
    EchoDatagram reply = request.reply(2_000, 3_000, 1_000);
    for (EchoDatagram answer : List.of(reply, reply.with(IDENTITY))) {
      answer.write(buffer);
      assertEquals(answer.bytes(), buffer.limit());
      assertEquals(Optional.of(answer), EchoDatagram.read(buffer));
      assertEquals(-3, EchoDatagram.cookie(buffer));
      assertEquals(7, EchoDatagram.sequence(buffer));
    }
  }

  @Test
  void theBytesAreThoseDocumented() {
    EchoDatagram request =
        EchoDatagram.request(Network.NODE, 0x0102030405060708L, 9, 10).with(IDENTITY);
    request.write(buffer);
    assertEquals(
        "4e434543"
            + "01010100"
            + "0102030405060708"
            + "0000000000000009"
            + "000000000000000a"
            + "0".repeat(48)
            + IDENTITY,
        HexFormat.of().formatHex(buffer.array(), 0, buffer.limit()));
  }

  /** As agents of version 0.1 expect it: they take a longer reply for a malformed one. */
  @Test
  void aReplyWithoutAnIdentityIsShorter() {
    EchoDatagram.request(Network.POD, 1, 2, 3).reply(4, 5, 1).write(buffer);
    assertEquals(56, buffer.limit());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 4, 5, 6, 7, 24, 32, 40, 48})
  void aByteThatIsWrongMakesItMalformed(int at) {
    EchoDatagram.request(Network.POD, 1, 2, 3).write(buffer);
    buffer.put(at, (byte) 0x90);
    assertEquals(Optional.empty(), EchoDatagram.read(buffer));
  }

  @Test
  void aShorterOneIsMalformed() {
    EchoDatagram.request(Network.POD, 1, 2, 3).write(buffer);
    for (int length = 0; length < EchoDatagram.ANONYMOUS_BYTES; length++) {
      assertEquals(Optional.empty(), EchoDatagram.read(buffer.limit(length)));
    }
  }

  @Test
  void anythingIsReadWithoutFailing() {
    Random random = new Random(20_261_122);
    int read = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(120)];
      random.nextBytes(bytes);
      ByteBuffer any = ByteBuffer.wrap(bytes);
      if (i % 2 == 0 && bytes.length >= EchoDatagram.BYTES) {
        // Half of them begin correctly, because the others fail at the magic.
        EchoDatagram.request(Network.HOST, 1, 2, 3).write(any);
        any.limit(bytes.length);
        any.put(random.nextInt(bytes.length), (byte) random.nextInt());
      }
      if (EchoDatagram.read(any).isPresent()) {
        read++;
      }
      if (EchoDatagram.hasCookie(any)) {
        EchoDatagram.cookie(any);
        EchoDatagram.sequence(any);
      }
    }
    assertTrue(read > 1_000, "read " + read);
  }

  @Test
  void wallClocksAreNanosecondsSince1970() {
    assertEquals(
        1_700_000_000_000_000_042L, EchoDatagram.nanos(Instant.ofEpochSecond(1_700_000_000L, 42)));
  }
}
