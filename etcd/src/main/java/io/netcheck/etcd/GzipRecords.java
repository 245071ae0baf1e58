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

/** Values in etcd, compressed by gzip: results are columns of small numbers, a fifth as long so. */
final class GzipRecords {
  /** Nothing that this program writes is longer; a value that unpacks to more is not unpacked. */
  private static final int LONGEST = 64 * HeartbeatJson.MAX_BYTES;

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
   * The one client that {@code packed} is.
   *
   * @throws IOException if it is something else
   */
  static ClientRecord client(byte[] packed) throws IOException {
    RecordLines.Reader reader = new RecordLines.Reader(new ByteArrayInputStream(unpack(packed)));
    return reader.next().orElseThrow(() -> new IOException("no client"));
  }
}
