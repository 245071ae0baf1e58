// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.memory;

import io.netcheck.agent.probe.LibC;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pages of files that this process has mapped only to read or run them: mostly the JVM. Its
 * start uses many that are not needed again. Released pages stay in the kernel's page cache, which
 * drops them if memory is short. The next access maps a page again, without a read from disk if it
 * is still cached.
 */
final class FilePages {
  private static final Logger LOG = LoggerFactory.getLogger(FilePages.class);
  private static final Path MAPPINGS = Path.of("/proc/self/smaps");

  /** asm-generic/mman-common.h */
  private static final int MADV_DONTNEED = 4;

  /** A mapping of a file without permission to write. */
  private static final Pattern MAPPING =
      Pattern.compile("([0-9a-f]+)-([0-9a-f]+) r-[x-][ps] \\S+ \\S+ \\S+ +/.*");

  /** Addresses; {@code end} is the first one behind. */
  record Range(long begin, long end) {}

  private FilePages() {}

  /**
   * Releases what has been mapped for a while. A library that is being loaded is mapped as a whole
   * before its data gets a writable mapping over it, which must not be released.
   */
  static void release(Duration settled) throws InterruptedException {
    try {
      Set<Range> ranges = unchanged(Files.readAllLines(MAPPINGS));
      Thread.sleep(settled);
      ranges.retainAll(unchanged(Files.readAllLines(MAPPINGS)));
      release(ranges);
    } catch (IOException e) {
      LOG.debug("no pages released", e);
    }
  }

  /**
   * The mappings that can be read from their files again.
   *
   * @param smaps lines in the format of {@code /proc/PID/smaps}, proc(5)
   */
  static Set<Range> unchanged(List<String> smaps) {
    Set<Range> found = new LinkedHashSet<>();
    Range current = null;
    for (String line : smaps) {
      if (line.startsWith("Anonymous:")) {
        if (current != null && line.endsWith(" 0 kB")) {
          found.add(current);
        }
      } else if (!line.isEmpty() && !Character.isUpperCase(line.charAt(0))) {
        Matcher mapping = MAPPING.matcher(line);
        current =
            mapping.matches()
                ? new Range(address(mapping.group(1)), address(mapping.group(2)))
                : null;
      }
    }
    return found;
  }

  private static long address(String hex) {
    return Long.parseUnsignedLong(hex, 16);
  }

  private static void release(Set<Range> ranges) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(LibC.STATE);
      for (Range range : ranges) {
        // If the kernel refuses, the pages stay.
        int _ = LibC.madvise(state, range.begin(), range.end() - range.begin(), MADV_DONTNEED);
      }
    }
  }
}
