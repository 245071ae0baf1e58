// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files that a value was read from, with their content at that time. The modification time is
 * not used: it does not change reliably if a Secret is replaced by a link, and it misses the second
 * of two quick writes.
 */
public final class ReadFiles {
  /** A file with the certificates of many authorities has about 250 KB. */
  private static final int MAX_BYTES = 1 << 20;

  private final Map<Path, Optional<byte[]>> read = new LinkedHashMap<>();

  /**
   * The content of {@code file}.
   *
   * @throws IllegalArgumentException if it cannot be read, with a message that names it
   */
  public String text(Path file) {
    try {
      byte[] bytes = bytes(file);
      read.put(file, Optional.of(bytes));
      return new String(bytes, UTF_8);
    } catch (IOException e) {
      read.put(file, Optional.empty());
      throw new IllegalArgumentException(
          file + (e instanceof NoSuchFileException ? " is not there" : " cannot be read"), e);
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException("more than " + MAX_BYTES + " bytes");
      }
      return bytes;
    }
  }

  /** Whether the content of any of the files has changed. */
  boolean haveChanged() {
    return read.entrySet().stream()
        .anyMatch(entry -> !Arrays.equals(entry.getValue().orElse(null), now(entry.getKey())));
  }

  private static byte @Nullable [] now(Path file) {
    try {
      return bytes(file);
    } catch (IOException _) {
      return null;
    }
  }
}
