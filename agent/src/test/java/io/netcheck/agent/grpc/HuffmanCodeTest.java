// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.grpc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.util.AsciiString;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HuffmanCodeTest {
  /** The examples of RFC 7541 appendix C.4 and C.6. */
  @ParameterizedTest
  @CsvSource({
    "f1e3c2e5f23a6ba0ab90f4ff,www.example.com",
    "a8eb10649cbf,no-cache",
    "25a849e95ba97d7f,custom-key",
    "25a849e95bb8e8b4bf,custom-value",
    "6402,302",
    "aec3771a4b,private",
  })
  void theExamplesOfTheStandardAreDecoded(String hex, String text) throws ProtocolException {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertEquals(
        text, new String(HuffmanCode.decode(bytes, 0, bytes.length), StandardCharsets.US_ASCII));
  }

  @Test
  void whatAnotherImplementationEncodesIsDecoded() throws Exception {
    Random random = new Random(5);
    for (int i = 0; i < 300; i++) {
      // Long values of few digits are those that the encoder compresses.
      byte[] value = new byte[600];
      for (int at = 0; at < value.length; at++) {
        value[at] =
            (byte) (random.nextInt(20) == 0 ? random.nextInt(256) : '0' + random.nextInt(10));
      }
      Http2Headers headers =
          new DefaultHttp2Headers(false).status("200").add("x", new AsciiString(value));
      ByteBuf block = Unpooled.buffer();
      new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE)
          .encodeHeaders(1, headers, block);
      byte[] bytes = new byte[block.readableBytes()];
      block.readBytes(bytes);
      assertArrayEquals(
          value, HeaderBlock.decode(bytes).get("x").getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  @ParameterizedTest
  @CsvSource({"ffffffff", "fffffffffc", "00", "f1e3c2e5f23a6ba0ab90f400"})
  void aBrokenStringIsAnError(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThrows(ProtocolException.class, () -> HuffmanCode.decode(bytes, 0, bytes.length));
  }
}
