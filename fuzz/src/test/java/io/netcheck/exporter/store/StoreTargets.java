// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netcheck.exporter.client.ClientRecord;
import io.netcheck.fuzz.FuzzTarget;
import io.netcheck.fuzz.RoundTrip;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** What the exporter keeps of its clients. */
public final class StoreTargets {
  private static final List<Class<? extends Exception>> REFUSED =
      List.of(IOException.class, SnapshotFile.UnusableException.class);

  private StoreTargets() {}

  public static List<FuzzTarget> all() {
    SnapshotFile file = file();
    return List.of(
        FuzzTarget.of(
            "client-records",
            in -> RoundTrip.of(in, StoreTargets::records, StoreTargets::written),
            REFUSED),
        FuzzTarget.of("state-file", in -> read(file, in), REFUSED).slow(),
        FuzzTarget.of("state-file-content", in -> read(file, complete(in)), REFUSED).slow());
  }

  private static List<ClientRecord> records(byte[] input) throws IOException {
    RecordLines.Reader reader = new RecordLines.Reader(new ByteArrayInputStream(input));
    List<ClientRecord> records = new ArrayList<>();
    for (var next = reader.next(); next.isPresent(); next = reader.next()) {
      records.add(next.get());
    }
    return records;
  }

  private static byte[] written(List<ClientRecord> records) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (ClientRecord record : records) {
      RecordLines.write(out, record);
    }
    return out.toByteArray();
  }

  private static Object read(SnapshotFile file, byte[] input) throws Exception {
    Files.write(file.path(), input);
    List<Object> records = new ArrayList<>();
    var _ = file.read(_ -> {}, records::add, records::add);
    return records;
  }

  /** A file with these lines and the right checksum. */
  private static byte[] complete(byte[] lines) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("netcheck-state 1\n".getBytes(US_ASCII));
    try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
      packed.write(lines);
    }
    out.writeBytes(MessageDigest.getInstance("SHA-256").digest(out.toByteArray()));
    return out.toByteArray();
  }

  private static SnapshotFile file() {
    try {
      Path file = Files.createTempFile("state", ".gz");
      file.toFile().deleteOnExit();
      return new SnapshotFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
