// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.grpc;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Decodes a header block of a response (RFC 7541 §6). The client announces a dynamic table of size
 * 0, so a field is literal or one of the static table, of which only the statuses matter here.
 */
final class HeaderBlock {
  static final String STATUS = ":status";

  private static final int FIRST_STATUS = 8;
  private static final String[] STATUSES = {"200", "204", "206", "304", "400", "404", "500"};
  private static final int STATIC_ENTRIES = 61;

  private final byte[] bytes;
  private int at;

  private HeaderBlock(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The fields by name, without those whose name is in the static table except the status. */
  static Map<String, String> decode(byte[] block) throws ProtocolException {
    HeaderBlock decoder = new HeaderBlock(block);
    Map<String, String> fields = new TreeMap<>();
    while (decoder.at < block.length) {
      decoder.field(fields);
    }
    return fields;
  }

  private void field(Map<String, String> fields) throws ProtocolException {
    int first = bytes[at];
    if ((first & 0x80) != 0) {
      int index = integer(7);
      name(index);
      if (isStatus(index)) {
        fields.put(STATUS, STATUSES[index - FIRST_STATUS]);
      }
    } else if ((first & 0xE0) == 0x20) {
      // A new size of the dynamic table (§6.3), which can only be 0.
      if (integer(5) != 0) {
        throw new ProtocolException("the dynamic table is larger than the client allows");
      }
    } else {
      int index = integer((first & 0x40) != 0 ? 6 : 4);
      String name = index == 0 ? string() : name(index);
      String value = string();
      if (!name.isEmpty()) {
        fields.putIfAbsent(name, value);
      }
    }
  }

  private static String name(int index) throws ProtocolException {
    if (index < 1 || index > STATIC_ENTRIES) {
      throw new ProtocolException("no header field has this index");
    }
    return isStatus(index) ? STATUS : "";
  }

  private static boolean isStatus(int index) {
    return index >= FIRST_STATUS && index < FIRST_STATUS + STATUSES.length;
  }

  private String string() throws ProtocolException {
    boolean huffman = at < bytes.length && (bytes[at] & 0x80) != 0;
    int length = integer(7);
    if (length > bytes.length - at) {
      throw new ProtocolException("a string is longer than its header block");
    }
    int start = at;
    at += length;
    byte[] text =
        huffman ? HuffmanCode.decode(bytes, start, at) : Arrays.copyOfRange(bytes, start, at);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** An integer with a prefix of some bits (§5.1), of at most three more bytes. */
  private int integer(int prefix) throws ProtocolException {
    int most = (1 << prefix) - 1;
    int value = next() & most;
    if (value < most) {
      return value;
    }
    for (int shift = 0; shift <= 14; shift += 7) {
      int more = next();
      value += (more & 0x7F) << shift;
      if ((more & 0x80) == 0) {
        return value;
      }
    }
    throw new ProtocolException("a number is too long");
  }

  private int next() throws ProtocolException {
    if (at >= bytes.length) {
      throw new ProtocolException("the header block ends within a field");
    }
    return bytes[at++];
  }
}
