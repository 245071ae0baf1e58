// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.history;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** Bytes that are compressed if that makes them shorter; the first byte tells. */
final class Packed {
  /** Of one part of a change. The largest clusters need a tenth of it. */
  static final int MOST_BYTES = 64 * 1024 * 1024;

  private static final int LEAST = 160;
  private static final byte PLAIN = 0;
  private static final byte DEFLATED = 1;

  private Packed() {}

  static byte[] pack(byte[] plain) {
    if (plain.length >= LEAST) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 4);
      bytes.write(DEFLATED);
      Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
      try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater)) {
        out.write(plain);
      } catch (IOException e) {
        throw new IllegalStateException("cannot happen: writing to memory", e);
      } finally {
        deflater.end();
      }
      if (bytes.size() <= plain.length) {
        return bytes.toByteArray();
      }
    }
    byte[] packed = new byte[plain.length + 1];
    packed[0] = PLAIN;
    System.arraycopy(plain, 0, packed, 1, plain.length);
    return packed;
  }

  /**
   * The bytes that were packed.
   *
   * @throws IOException if nobody packed these, or if they are too many
   */
  static byte[] unpack(byte[] packed) throws IOException {
    if (packed.length == 0 || packed[0] < PLAIN || packed[0] > DEFLATED) {
      throw new IOException("not packed");
    }
    if (packed[0] == PLAIN) {
      return Arrays.copyOfRange(packed, 1, packed.length);
    }
    Inflater inflater = new Inflater(true);
    try (InputStream in =
        new InflaterInputStream(new ByteArrayInputStream(packed, 1, packed.length - 1), inflater)) {
      byte[] plain = in.readNBytes(MOST_BYTES + 1);
      if (plain.length > MOST_BYTES) {
        throw new IOException("more than " + MOST_BYTES + " bytes");
      }
      return plain;
    } finally {
      inflater.end();
    }
  }
}
