// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import io.netcheck.exporter.client.ClientRecord;
import io.netcheck.exporter.store.RecordLines;
import io.netcheck.protocol.HeartbeatJson;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Values in etcd, compressed by gzip. Results are columns of small numbers, and gzip makes them a
 * fifth as long.
 */
final class GzipRecords {
  /** The longest value that this program writes; longer ones are not unpacked. */
  private static final int LONGEST = 64 * HeartbeatJson.MAX_BYTES;

  /** Writes a value before its compression. */
  interface Content {
    void write(OutputStream out) throws IOException;
  }

  private GzipRecords() {}

  static byte[] pack(Content content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (GZIPOutputStream out = new GZIPOutputStream(bytes, 4096)) {
      content.write(out);
    }
    return bytes.toByteArray();
  }

  static byte[] unpack(byte[] packed) throws IOException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed), 4096)) {
      byte[] bytes = in.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        throw new IOException("longer than " + LONGEST + " bytes");
      }
      return bytes;
    }
  }

  static byte[] pack(ClientRecord record) throws IOException {
    return pack(out -> RecordLines.write(out, record));
  }

  /**
   * The client in {@code packed}.
   *
   * @throws IOException if it is something else
   */
  static ClientRecord client(byte[] packed) throws IOException {
    RecordLines.Reader reader = new RecordLines.Reader(new ByteArrayInputStream(unpack(packed)));
    return reader.next().orElseThrow(() -> new IOException("no client"));
  }
}
