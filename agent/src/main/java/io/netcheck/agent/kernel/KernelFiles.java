// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.kernel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Small files below the folder that contains {@code proc} and {@code sys}. What is missing, or may
 * not be read, is empty: kernels and sandboxes differ.
 *
 * @param root {@code /}, or where these folders of the host are mounted
 */
record KernelFiles(Path root) {
  /** A line for each of 1,000 CPUs fits. */
  private static final int MOST_BYTES = 256 * 1024;

  private static final int MOST_NAMES = 4_096;

  /** The file up to its first 256 KiB. */
  Optional<String> text(String path) {
    try (InputStream in = Files.newInputStream(root.resolve(path))) {
      return Optional.of(new String(in.readNBytes(MOST_BYTES), ISO_8859_1));
    } catch (IOException | SecurityException _) {
      return Optional.empty();
    }
  }

  /** The number that the file consists of. */
  OptionalLong number(String path) {
    return text(path).map(KernelFiles::parsed).orElse(OptionalLong.empty());
  }

  private static OptionalLong parsed(String text) {
    try {
      return OptionalLong.of(Long.parseLong(text.strip()));
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  boolean exists(String path) {
    return Files.exists(root.resolve(path));
  }

  /** The names in a folder; at most 4,096. */
  List<String> names(String path) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> folder = Files.newDirectoryStream(root.resolve(path))) {
      for (Path entry : folder) {
        if (names.size() == MOST_NAMES) {
          break;
        }
        names.add(String.valueOf(entry.getFileName()));
      }
    } catch (IOException | SecurityException _) {
      // What was read so far is better than nothing.
    }
    return names;
  }
}
