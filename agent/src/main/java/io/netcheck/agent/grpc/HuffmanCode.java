// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.grpc;

import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.util.HexFormat;

/**
 * Decodes the Huffman code of HPACK (RFC 7541 appendix B). The code is canonical: the lengths of
 * the codes determine the codes.
 */
final class HuffmanCode {
  /** The length of each symbol's code, two digits for each; the last symbol is the end. */
  private static final byte[] LENGTHS =
      HexFormat.of()
          .parseHex(
              "0d171c1c1c1c1c1c1c181e1c1c1e1c1c1c1c1c1c1c1c1e1c1c1c1c1c1c1c1c1c"
                  + "060a0a0c0d06080b0a0a080b080606060505050606060606060607080f060c0a"
                  + "0d06070707070707070707070707070707070707070707070807080d130d0e06"
                  + "0f05060506050606060507070606060506070605050607070707070f0b0e0d1c"
                  + "1416141416161617161717171717181718181617181717171715161716171718"
                  + "1615141616171715171616181516171715151615171617171416161617161617"
                  + "1a1a1413161716191a1a1a1b1b1a181913151a1b1b1a1b1815151a1a1c1b1b1b"
                  + "14181415161515171616191918181a171a1b1a1a1b1b1b1b1b1c1b1b1b1b1b1a"
                  + "1e");

  private static final int END = 256;
  private static final int LONGEST = 30;

  /** How many codes of each length there are, and the first of them. */
  private static final int[] COUNT = new int[LONGEST + 1];

  private static final int[] FIRST_CODE = new int[LONGEST + 1];

  /** Where the symbols of each length begin in {@link #SYMBOLS}. */
  private static final int[] OFFSET = new int[LONGEST + 1];

  private static final int[] SYMBOLS = new int[LENGTHS.length];

  static {
    for (byte length : LENGTHS) {
      COUNT[length]++;
    }
    int next = 0;
    for (int length = 1; length <= LONGEST; length++) {
      FIRST_CODE[length] = (FIRST_CODE[length - 1] + COUNT[length - 1]) << 1;
      OFFSET[length] = next;
      for (int symbol = 0; symbol < LENGTHS.length; symbol++) {
        if (LENGTHS[symbol] == length) {
          SYMBOLS[next++] = symbol;
        }
      }
    }
  }

  private HuffmanCode() {}

  static byte[] decode(byte[] bytes, int start, int end) throws ProtocolException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(2 * (end - start));
    int code = 0;
    int length = 0;
    for (int bit = start * 8; bit < end * 8; bit++) {
      code = code << 1 | (bytes[bit / 8] >> (7 - bit % 8) & 1);
      length++;
      int rank = code - FIRST_CODE[length];
      if (rank < COUNT[length]) {
        int symbol = SYMBOLS[OFFSET[length] + rank];
        if (symbol == END) {
          throw new ProtocolException("a string contains its end");
        }
        out.write(symbol);
        code = 0;
        length = 0;
      } else if (length == LONGEST) {
        throw new ProtocolException("no symbol has this code");
      }
    }
    // What is left pads the last byte with ones (RFC 7541 §5.2).
    if (length > 7 || code != (1 << length) - 1) {
      throw new ProtocolException("a string ends within a symbol");
    }
    return out.toByteArray();
  }
}
