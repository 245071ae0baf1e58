// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Rules of the packet filters of several nodes that take effect at the same time. */
final class FilterRules {
  /** The commands of the two IP families. */
  enum Family {
    IPV4("iptables-restore"),
    IPV6("ip6tables-restore");

    private final String command;

    Family(String command) {
      this.command = command;
    }
  }

  /** Only this table knows the target {@code REJECT}, and only the other one sees all packets. */
  enum Table {
    MANGLE,
    FILTER
  }

  /** The rules of a node in one family, by table. */
  private record Place(LabNode node, Family family) {}

  private final Map<Place, Map<Table, List<String>>> places = new LinkedHashMap<>();

  /** Includes this node, even if this only removes its rules. */
  void at(LabNode node) {
    for (Family family : Family.values()) {
      at(node, family);
    }
  }

  private Map<Table, List<String>> at(LabNode node, Family family) {
    return places.computeIfAbsent(new Place(node, family), _ -> new EnumMap<>(Table.class));
  }

  /**
   * @param rule a chain, the packets, and {@code -j} with what becomes of them
   */
  void add(LabNode node, Family family, Table table, String rule) {
    at(node, family).computeIfAbsent(table, _ -> new ArrayList<>()).add(rule);
  }

  /**
   * @param match a chain of the mangle table, and the packets to drop there
   */
  void drop(LabNode node, Family family, String match) {
    add(node, family, Table.MANGLE, match + " -j DROP");
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
      places.forEach((place, rules) -> all.add(threads.submit(() -> run(place, flags, rules))));
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

  private static String run(Place place, String flags, Map<Table, List<String>> rules)
      throws IOException {
    StringBuilder text = new StringBuilder();
    for (Table table : Table.values()) {
      text.append('*').append(table.name().toLowerCase(Locale.ROOT)).append('\n');
      rules
          .getOrDefault(table, List.of())
          .forEach(rule -> text.append("-A ").append(rule).append('\n'));
      text.append("COMMIT\n");
    }
    return place
        .node()
        .host()
        .run("%s -w %s <<'RULES'\n%sRULES\n".formatted(place.family().command, flags, text));
  }
}
