// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FilePagesTest {
  private static final String SMAPS =
      """
      fe000000-100000000 rw-p 00000000 00:00 0
      Rss:                8192 kB
      Anonymous:          8192 kB
      7f0000001000-7f0000002000 r-xp 00001000 fe:00 1234                       /usr/lib/jvm/lib/libjvm.so
      Rss:                   4 kB
      Anonymous:             0 kB
      VmFlags: rd ex mr mw me
      7f0000002000-7f0000003000 r--p 00002000 fe:00 1234                       /usr/lib/jvm/lib/libjvm.so
      Rss:                   4 kB
      Anonymous:             4 kB
      7f0000003000-7f0000004000 rw-p 00003000 fe:00 1234                       /usr/lib/jvm/lib/libjvm.so
      Rss:                   4 kB
      Anonymous:             0 kB
      7f0000004000-7f0000005000 r--s 00000000 fe:00 1235                       /usr/lib/jvm/lib/modules
      Rss:                   4 kB
      Anonymous:             0 kB
      7fff00000000-7fff00001000 r-xp 00000000 00:00 0                          [vdso]
      Rss:                   4 kB
      Anonymous:             0 kB
      """;

  @Test
  void pagesThatWereChangedOrCanBeOrHaveNoFileAreKept() {
    assertEquals(
        Set.of(
            new FilePages.Range(0x7f0000001000L, 0x7f0000002000L),
            new FilePages.Range(0x7f0000004000L, 0x7f0000005000L)),
        FilePages.unchanged(SMAPS.lines().toList()));
  }

  @Test
  void thisProcessRunsOnWithoutThem() throws InterruptedException {
    FilePages.release(Duration.ofMillis(1));

    assertEquals("abc", String.join("", "a", "b", "c"));
  }
}
