// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.kernel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netcheck.fuzz.FuzzTarget;
import java.util.List;

/** Tables of the kernel. */
public final class KernelTargets {
  private KernelTargets() {}

  public static List<FuzzTarget> all() {
    return List.of(FuzzTarget.of("kernel-table", KernelTargets::table));
  }

  private static Object table(byte[] input) {
    String text = new String(input, ISO_8859_1);
    return List.of(
            KernelTables.inGroup(text, "Tcp", "InCsumErrors").isPresent(),
            KernelTables.inLine(text, "Udp6InCsumErrors").isPresent(),
            KernelTables.sum(text, "drop").isPresent(),
            KernelTables.first(text, "entries").isPresent(),
            KernelTables.sum(text.lines().toList(), 1).isPresent(),
            KernelTables.permanentNeighbours(text) > 0)
        .toString();
  }
}
