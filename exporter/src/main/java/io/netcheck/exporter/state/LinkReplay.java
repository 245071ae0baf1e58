// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The links of all nodes while differences are put into them. A difference costs what it changes,
 * however many links there are: each node has a number that it keeps, and only {@link #grid} sorts.
 * For one thread at a time.
 */
final class LinkReplay {
  /** So many numbers of nodes that left are kept at least. */
  private static final int LEAST_LEFT = 64;

  private final Map<String, Integer> numbers = new HashMap<>();

  /** By the number of the source, its links by plane; none of a node that left. */
  private final List<Map<Integer, PlaneLinks>> sources = new ArrayList<>();

  LinkReplay(LinkGrid from) {
    load(from);
  }

  private void load(LinkGrid from) {
    numbers.clear();
    sources.clear();
    from.names().forEach(this::number);
    for (LinkRow row : from.rows()) {
      sources.get(row.source()).put(row.plane(), new PlaneLinks(row));
    }
  }

  /** A node, new or known. */
  void join(String name) {
    if (!numbers.containsKey(name)) {
      if (sources.size() > 2 * numbers.size() + LEAST_LEFT) {
        load(grid(numbers.keySet().stream().sorted().toList()));
      }
      number(name);
    }
  }

  private void number(String name) {
    numbers.put(name, sources.size());
    sources.add(new TreeMap<>());
  }

  /** A node and all links from it and to it are gone, also if it comes back. */
  void leave(String name) {
    Integer number = numbers.remove(name);
    if (number != null) {
      sources.set(number, Map.of());
    }
  }

  /** Links between nodes that are not known are left out. */
  void take(LinkDiff diff) {
    int[] known = new int[diff.names().size()];
    Arrays.setAll(known, i -> numbers.getOrDefault(diff.names().get(i), -1));
    for (LinkDiff.Row row : diff.rows()) {
      int source = known[row.source()];
      if (source >= 0) {
        PlaneLinks links = sources.get(source).computeIfAbsent(row.plane(), _ -> new PlaneLinks());
        for (int i = 0; i < row.targets().length; i++) {
          int target = known[row.targets()[i]];
          if (target >= 0) {
            links.set(target, row.now()[i]);
          }
        }
      }
    }
  }

  /**
   * All links.
   *
   * @param names of all nodes, sorted
   */
  LinkGrid grid(List<String> names) {
    int[] places = new int[sources.size()];
    Arrays.fill(places, -1);
    boolean moved = sources.size() != names.size();
    for (int i = 0; i < names.size(); i++) {
      int number = sourceOf(names.get(i));
      places[number] = i;
      moved |= number != i;
    }
    List<LinkRow> rows = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      for (Map.Entry<Integer, PlaneLinks> plane : sources.get(sourceOf(names.get(i))).entrySet()) {
        LinkRow row = plane.getValue().row(i, plane.getKey(), places, moved);
        if (row.targets().length > 0) {
          rows.add(row);
        }
      }
    }
    return new LinkGrid(names, rows);
  }

  private int sourceOf(String name) {
    return Objects.requireNonNull(numbers.get(name), "a node that did not join");
  }

  /** The links from one node in one plane. Those that are gone stay, as {@link LinkCode#NONE}. */
  private static final class PlaneLinks {
    private int[] targets;
    private byte[] codes;
    private int size;

    /** Whether the arrays are those of a row, which must not be written to. */
    private boolean shared;

    PlaneLinks() {
      targets = new int[4];
      codes = new byte[4];
    }

    PlaneLinks(LinkRow row) {
      targets = row.targets();
      codes = row.codes();
      size = targets.length;
      shared = true;
    }

    void set(int target, byte code) {
      int at = Arrays.binarySearch(targets, 0, size, target);
      if (at < 0 && code == LinkCode.NONE) {
        return;
      }
      if (shared) {
        targets = targets.clone();
        codes = codes.clone();
        shared = false;
      }
      if (at >= 0) {
        codes[at] = code;
        return;
      }
      at = -at - 1;
      if (size == targets.length) {
        targets = Arrays.copyOf(targets, 2 * size + 4);
        codes = Arrays.copyOf(codes, 2 * size + 4);
      }
      System.arraycopy(targets, at, targets, at + 1, size - at);
      System.arraycopy(codes, at, codes, at + 1, size - at);
      targets[at] = target;
      codes[at] = code;
      size++;
    }

    /**
     * These links as a row.
     *
     * @param places the index of each number; -1 of a node that left
     * @param moved whether any index differs from its number
     */
    LinkRow row(int source, int plane, int[] places, boolean moved) {
      if (shared && !moved) {
        return new LinkRow(source, plane, targets, codes);
      }
      long[] placed = new long[size];
      int count = 0;
      boolean sorted = true;
      for (int i = 0; i < size; i++) {
        int place = places[targets[i]];
        if (place >= 0 && codes[i] != LinkCode.NONE) {
          placed[count] = ((long) place << Byte.SIZE) | codes[i];
          sorted &= count == 0 || placed[count - 1] < placed[count];
          count++;
        }
      }
      if (!sorted) {
        Arrays.sort(placed, 0, count);
      }
      int[] rowTargets = new int[count];
      byte[] rowCodes = new byte[count];
      for (int i = 0; i < count; i++) {
        rowTargets[i] = (int) (placed[i] >>> Byte.SIZE);
        rowCodes[i] = (byte) placed[i];
      }
      return new LinkRow(source, plane, rowTargets, rowCodes);
    }
  }
}
