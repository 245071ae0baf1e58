// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.netcheck.exporter.client.ClientRecord;
import io.netcheck.exporter.store.RecordLines.ExternalLine;
import io.netcheck.protocol.MalformedException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A file that is always complete: a new one is written next to it, forced to the disk and moved
 * over it.
 *
 * <p>It has a line with the version; then, compressed, a header line and the lines of {@link
 * RecordLines}; then the SHA-256 of everything before.
 */
final class SnapshotFile {
  private static final String NAME = "netcheck-state ";
  private static final int VERSION = 1;
  private static final int CHECKSUM = 32;
  private static final int BUFFER = 64 * 1024;

  /** The file exists and cannot be used; the message says why. */
  static final class UnusableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableException(String message) {
      super(message);
    }
  }

  /**
   * The header line.
   *
   * @param writtenMs when it was written, by the wall clock
   * @param listeningMs for how long the exporter had received heartbeats
   */
  private record HeaderLine(long writtenMs, long listeningMs) {}

  /** The header of a file. */
  record Header(Instant writtenAt, Duration listening) {}

  /** The size of a written file. */
  record Size(int clients, long bytes) {}

  /** Returns clients one by one, and then empty. */
  interface ClientSource {
    Optional<ClientRecord> next();
  }

  private final Path path;

  SnapshotFile(Path path) {
    this.path = path.toAbsolutePath();
  }

  Path path() {
    return path;
  }

  Size write(Header head, ClientSource clients, Supplier<Optional<ExternalLine>> external)
      throws IOException {
    Path next = path.resolveSibling(path.getFileName() + ".new");
    try {
      Size size = writeTo(next, head, clients, external);
      Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      // The move is on the disk only after the folder is: fsync(2).
      try (FileChannel folder = FileChannel.open(path.resolveSibling("."))) {
        folder.force(true);
      }
      return size;
    } catch (IOException e) {
      removeQuietly(next);
      throw e;
    }
  }

  private static Size writeTo(
      Path next, Header head, ClientSource clients, Supplier<Optional<ExternalLine>> external)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      OutputStream file = Channels.newOutputStream(channel);
      MessageDigest digest = sha256();
      DigestOutputStream checked =
          new DigestOutputStream(new BufferedOutputStream(file, BUFFER), digest);
      checked.write((NAME + VERSION + "\n").getBytes(US_ASCII));
      GZIPOutputStream packed = new GZIPOutputStream(checked, BUFFER);
      RecordLines.writeLine(
          packed,
          RecordLines.JSON.writeValueAsBytes(
              new HeaderLine(head.writtenAt().toEpochMilli(), head.listening().toMillis())));
      int count = 0;
      for (var client = clients.next(); client.isPresent(); client = clients.next()) {
        RecordLines.write(packed, client.get());
        count++;
      }
      for (var line = external.get(); line.isPresent(); line = external.get()) {
        RecordLines.write(packed, line.get());
      }
      packed.finish();
      checked.on(false);
      checked.write(digest.digest());
      checked.flush();
      channel.force(true);
      return new Size(count, channel.position());
    }
  }

  private static void removeQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException _) {
      // The next attempt overwrites it.
    }
  }

  /**
   * Reads the file. The checksum of the whole file is verified before any client is passed on.
   *
   * @return empty if there is no file
   */
  Optional<Header> read(
      Consumer<Header> begin, Consumer<ClientRecord> clients, Consumer<ExternalLine> external)
      throws UnusableException, IOException {
    long size;
    try {
      size = check();
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
    try (InputStream file = new BufferedInputStream(Files.newInputStream(path), BUFFER)) {
      readVersion(file);
      InputStream lines =
          new BufferedInputStream(
              new GZIPInputStream(new LimitedStream(file, size - CHECKSUM), BUFFER), BUFFER);
      HeaderLine line =
          RecordLines.read(
              RecordLines.readLine(lines)
                  .orElseThrow(() -> new UnusableException("it has no head")),
              HeaderLine.class);
      Header head =
          new Header(
              Instant.ofEpochMilli(line.writtenMs()),
              Duration.ofMillis(Math.max(0, line.listeningMs())));
      begin.accept(head);
      RecordLines.Reader reader = new RecordLines.Reader(lines);
      for (var client = reader.next(); client.isPresent(); client = reader.next()) {
        clients.accept(client.get());
      }
      for (var next = reader.nextExternal(); next.isPresent(); next = reader.nextExternal()) {
        external.accept(next.get());
      }
      return Optional.of(head);
    } catch (JsonProcessingException | MalformedException e) {
      throw new UnusableException("it has something else than clients: " + e.getMessage());
    }
  }

  /** Verifies the checksum; returns the size of the file. */
  private long check() throws IOException, UnusableException {
    long size = Files.size(path);
    if (size == 0) {
      throw new UnusableException("it is empty");
    }
    try (InputStream file = new BufferedInputStream(Files.newInputStream(path))) {
      readVersion(file);
    }
    try (InputStream file = new BufferedInputStream(Files.newInputStream(path), BUFFER)) {
      MessageDigest digest = sha256();
      InputStream content = new DigestInputStream(new LimitedStream(file, size - CHECKSUM), digest);
      byte[] buffer = new byte[BUFFER];
      while (content.read(buffer) >= 0) {
        // Reading updates the digest.
      }
      if (!MessageDigest.isEqual(digest.digest(), file.readNBytes(CHECKSUM))) {
        throw new UnusableException("its checksum is wrong: it is torn or was changed");
      }
    }
    return size;
  }

  private static void readVersion(InputStream file) throws IOException, UnusableException {
    byte[] name = file.readNBytes(NAME.length());
    if (!new String(name, US_ASCII).equals(NAME)) {
      throw new UnusableException("it is not a file of this program");
    }
    StringBuilder version = new StringBuilder();
    for (int next = file.read(); next >= '0' && next <= '9' && version.length() < 9; ) {
      version.append((char) next);
      next = file.read();
    }
    if (!version.toString().equals(Integer.toString(VERSION))) {
      throw new UnusableException(
          "it has version " + version + ", and this program knows " + VERSION);
    }
  }

  /** Renames the file; returns its new path. */
  Path keepAside(String suffix) throws IOException {
    Path aside = path.resolveSibling(path.getFileName() + ".unusable-" + suffix);
    Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
    return aside;
  }

  /** A stream that ends after the first bytes of another stream. */
  private static final class LimitedStream extends InputStream {
    private final InputStream in;
    private long left;

    LimitedStream(InputStream in, long length) {
      this.in = in;
      this.left = Math.max(0, length);
    }

    @Override
    public int read() throws IOException {
      return left-- > 0 ? in.read() : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = left <= 0 ? -1 : in.read(bytes, offset, (int) Math.min(length, left));
      left -= Math.max(0, read);
      return read;
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
