// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.protocol.IpFamily;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IcmpPacketTest {
  private final ByteBuffer buffer = ByteBuffer.allocate(200);

  @Test
  void theChecksumIsThatOfRfc1071() {
    // The example of RFC 1071 §3: the sum is ddf2.
    ByteBuffer example = ByteBuffer.wrap(HexFormat.of().parseHex("0001f203f4f5f6f7"));
    assertEquals(~0xddf2 & 0xFFFF, IcmpPacket.checksum(example));
    assertEquals(~0xFF00 & 0xFFFF, IcmpPacket.checksum(ByteBuffer.wrap(new byte[] {-1})));
  }

  @Test
  void anIpv4RequestSumsUpToZero() {
    IcmpPacket.writeRequest(buffer, IpFamily.IPV4, 0xABCD, 65_535, -1);
    assertEquals(IcmpPacket.BYTES, buffer.limit());
    assertEquals(0, IcmpPacket.checksum(buffer));
    assertEquals(8, buffer.get(0));
    assertEquals(65_535, IcmpPacket.sequence(buffer, 0));
    assertEquals(-1, IcmpPacket.cookie(buffer, 0));
    assertTrue(IcmpPacket.isRequest(buffer, 0, IpFamily.IPV4));
    assertFalse(IcmpPacket.isReply(buffer, 0, IpFamily.IPV4));
  }

  @Test
  void anIpv6RequestLeavesItsChecksumToTheKernel() {
    IcmpPacket.writeRequest(buffer, IpFamily.IPV6, 1, 2, 3);
    assertEquals((byte) 128, buffer.get(0));
    assertEquals(0, buffer.getShort(2));
    buffer.put(0, (byte) 129);
    assertTrue(IcmpPacket.isReply(buffer, 0, IpFamily.IPV6));
    assertFalse(IcmpPacket.isReply(buffer, 0, IpFamily.IPV4));
  }

  @Test
  void theIpHeaderOfARawSocketIsSkippedWithItsOptions() {
    buffer.put(0, (byte) 0x46).put(9, (byte) 1);
    assertEquals(24, IcmpPacket.start(buffer, true));
    assertEquals(0, IcmpPacket.start(buffer, false));
    buffer.put(0, (byte) 0x42);
    assertEquals(-1, IcmpPacket.start(buffer, true), "shorter than a header");
    buffer.put(0, (byte) 0x45).put(9, (byte) 17);
    assertEquals(-1, IcmpPacket.start(buffer, true), "not ICMP");
  }

  @Test
  void anythingIsReadWithoutFailing() {
    Random random = new Random(20_261_122);
    int replies = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(100)];
      random.nextBytes(bytes);
      if (i % 2 == 0 && bytes.length > 30) {
        bytes[0] = 0x45;
        bytes[9] = 1;
        bytes[20] = 0;
        bytes[21] = 0;
      }
      ByteBuffer any = ByteBuffer.wrap(bytes);
      for (boolean header : new boolean[] {true, false}) {
        int start = IcmpPacket.start(any, header);
        if (IcmpPacket.isReply(any, start, IpFamily.IPV4)
            || IcmpPacket.isReply(any, start, IpFamily.IPV6)) {
          IcmpPacket.sequence(any, start);
          IcmpPacket.cookie(any, start);
          replies++;
        }
      }
    }
    assertTrue(replies > 1_000, "replies " + replies);
  }
}
