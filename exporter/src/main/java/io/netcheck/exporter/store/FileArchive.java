// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.store;

import io.netcheck.exporter.history.HistoryArchive;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keeps a history in a folder, with a file for each part. A new version of a part is written next
 * to it and moved over it, so that no file is ever half a part.
 */
final class FileArchive implements HistoryArchive {
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final String NAME = "part-";
  private static final String NEW = ".new";

  /** More than a history ever writes; anything larger is something else. */
  private static final long MOST_BYTES = 64L * 1024 * 1024;

  private static final int MOST_PARTS = 10_000;

  private final Path folder;

  FileArchive(Path folder) {
    this.folder = folder;
  }

  @Override
  public Duration pause() {
    return PAUSE;
  }

  @Override
  public boolean isShared() {
    return false;
  }

  @Override
  public List<ArchivePart> read() throws IOException {
    List<ArchivePart> parts = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().limit(MOST_PARTS).toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.matches(NAME + "[0-9a-f]{16}")) {
          long number = Long.parseUnsignedLong(name.substring(NAME.length()), 16);
          // Too large to be a part: an empty one is not usable either, and says so.
          boolean fits = Files.size(file) <= MOST_BYTES;
          parts.add(new ArchivePart(number, fits ? Files.readAllBytes(file) : new byte[0]));
        }
      }
    } catch (NoSuchFileException _) {
      return List.of();
    }
    return parts;
  }

  @Override
  public void write(ArchivePart part) throws IOException {
    Files.createDirectories(folder);
    Path file = file(part.number());
    Path next = folder.resolve(file.getFileName() + NEW);
    try (FileChannel out =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(part.bytes());
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void delete(long number) throws IOException {
    Files.deleteIfExists(file(number));
  }

  private Path file(long number) {
    return folder.resolve(NAME + "%016x".formatted(number));
  }
}
