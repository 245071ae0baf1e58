// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Drop rules at several nodes that take effect at the same time. */
final class DropRules {
  private final Map<LabNode, List<String>> ipv4 = new LinkedHashMap<>();
  private final Map<LabNode, List<String>> ipv6 = new LinkedHashMap<>();

  /** Includes this node, even if this only removes its rules. */
  void at(LabNode node) {
    ipv4.computeIfAbsent(node, _ -> new ArrayList<>());
    ipv6.computeIfAbsent(node, _ -> new ArrayList<>());
  }

  /**
   * @param rule a chain of the mangle table, and the packets to drop there
   */
  void ipv4(LabNode node, String rule) {
    at(node);
    ipv4.getOrDefault(node, List.of()).add(rule);
  }

  void ipv6(LabNode node, String rule) {
    at(node);
    ipv6.getOrDefault(node, List.of()).add(rule);
  }

  /** Adds these rules to the existing ones. */
  void apply() throws IOException {
    inParallel("--noflush");
  }

  /** Replaces the existing rules. */
  void replace() throws IOException {
    inParallel("");
  }

  private void inParallel(String flags) throws IOException {
    List<Future<?>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      ipv4.forEach((node, rules) -> all.add(threads.submit(() -> run("ip", flags, node, rules))));
      ipv6.forEach((node, rules) -> all.add(threads.submit(() -> run("ip6", flags, node, rules))));
    }
    for (Future<?> one : all) {
      try {
        one.get();
      } catch (ExecutionException e) {
        throw new IOException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  private static String run(String family, String flags, LabNode node, List<String> rules)
      throws IOException {
    StringBuilder table = new StringBuilder("*mangle\n");
    rules.forEach(rule -> table.append("-A ").append(rule).append(" -j DROP\n"));
    table.append("COMMIT\n");
    return node.host()
        .run("%stables-restore -w %s <<'RULES'\n%sRULES\n".formatted(family, flags, table));
  }
}
