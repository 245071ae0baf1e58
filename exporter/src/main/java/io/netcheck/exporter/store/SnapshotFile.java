// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.netcheck.exporter.client.ClientRecord;
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
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A file that is always whole: a new one is written beside it, forced to the disk and moved over
 * it.
 *
 * <p>A line that names the version; then, compressed, one line on the whole and the lines of {@link
 * RecordLines}; then the SHA-256 of everything before.
 */
final class SnapshotFile {
  private static final String NAME = "netcheck-state ";
  private static final int VERSION = 1;
  private static final int CHECKSUM = 32;
  private static final int BUFFER = 64 * 1024;

  /** The file is there and cannot be used, as its message says. */
  static final class UnusableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableException(String message) {
      super(message);
    }
  }

  /**
   * On the whole file.
   *
   * @param writtenMs when it was written, by the wall clock
   * @param listeningMs for how long agents had been heard
   */
  private record HeadLine(long writtenMs, long listeningMs) {}

  /** What a file says before its clients. */
  record Head(Instant writtenAt, Duration listening) {}

  /** What was written. */
  record Size(int clients, long bytes) {}

  /** Gives out clients one by one, and then nothing. */
  interface Clients {
    Optional<ClientRecord> next();
  }

  private final Path path;

  SnapshotFile(Path path) {
    this.path = path.toAbsolutePath();
  }

  Path path() {
    return path;
  }

  Size write(Head head, Clients clients) throws IOException {
    Path next = path.resolveSibling(path.getFileName() + ".new");
    try {
      Size size = writeTo(next, head, clients);
      Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      // The move itself is on the disk only when the folder is: fsync(2).
      try (FileChannel folder = FileChannel.open(path.resolveSibling("."))) {
        folder.force(true);
      }
      return size;
    } catch (IOException e) {
      removeQuietly(next);
      throw e;
    }
  }

  private static Size writeTo(Path next, Head head, Clients clients) throws IOException {
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
              new HeadLine(head.writtenAt().toEpochMilli(), head.listening().toMillis())));
      int count = 0;
      for (var client = clients.next(); client.isPresent(); client = clients.next()) {
        RecordLines.write(packed, client.get());
        count++;
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
      // The next attempt writes over it.
    }
  }

  /**
   * Reads the file, the whole of which is checked before any of it is given to {@code clients}.
   *
   * @return empty where there is no file
   */
  Optional<Head> read(Consumer<Head> begin, Consumer<ClientRecord> clients)
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
              new GZIPInputStream(new First(file, size - CHECKSUM), BUFFER), BUFFER);
      HeadLine line =
          RecordLines.JSON.readValue(
              RecordLines.readLine(lines)
                  .orElseThrow(() -> new UnusableException("it has no head")),
              HeadLine.class);
      Head head =
          new Head(
              Instant.ofEpochMilli(line.writtenMs()),
              Duration.ofMillis(Math.max(0, line.listeningMs())));
      begin.accept(head);
      RecordLines.Reader reader = new RecordLines.Reader(lines);
      for (var client = reader.next(); client.isPresent(); client = reader.next()) {
        clients.accept(client.get());
      }
      return Optional.of(head);
    } catch (JsonProcessingException | MalformedException e) {
      throw new UnusableException("it has something else than clients: " + e.getMessage());
    }
  }

  /** The size of a file whose checksum is right. */
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
      InputStream content = new DigestInputStream(new First(file, size - CHECKSUM), digest);
      byte[] buffer = new byte[BUFFER];
      while (content.read(buffer) >= 0) {
        // All of it goes through the digest.
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

  /** Moves the file out of the way; returns where it is now. */
  Path keepAside(String suffix) throws IOException {
    Path aside = path.resolveSibling(path.getFileName() + ".unusable-" + suffix);
    Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
    return aside;
  }

  /** The first bytes of another stream, as if it ended after them. */
  private static final class First extends InputStream {
    private final InputStream in;
    private long left;

    First(InputStream in, long length) {
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
