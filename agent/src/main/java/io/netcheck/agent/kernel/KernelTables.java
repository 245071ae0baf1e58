// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.kernel;

import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Reads the tables in {@code /proc/net}. A number that is not there is empty. */
final class KernelTables {
  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final int HEXADECIMAL = 16;
  private static final int ARP_FLAGS = 2;

  /** Of {@code linux/if_arp.h}. */
  private static final int ATF_PERM = 0x04;

  private KernelTables() {}

  /**
   * A number of {@code /proc/net/snmp} and {@code /proc/net/netstat}, which have two lines for each
   * group: one with names and one with numbers.
   */
  static OptionalLong inGroup(String text, String group, String name) {
    String begin = group + ": ";
    List<String> lines = text.lines().filter(line -> line.startsWith(begin)).limit(2).toList();
    if (lines.size() < 2) {
      return OptionalLong.empty();
    }
    return cell(lines.get(1), indexOf(lines.get(0), name), 10);
  }

  /** A number of {@code /proc/net/snmp6}, which has a name and a number in each line. */
  static OptionalLong inLine(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name) && SPACES.split(line, 2)[0].equals(name))
        .findFirst()
        .map(line -> cell(line, 1, 10))
        .orElse(OptionalLong.empty());
  }

  /**
   * The sum of a column of {@code /proc/net/stat/…}, which has a line of names and a line of
   * hexadecimal numbers for each CPU.
   */
  static OptionalLong sum(String text, String name) {
    int column = indexOf(text.lines().findFirst().orElse(""), name);
    return sum(text.lines().skip(1).toList(), column);
  }

  /** The same number of the first CPU: some columns are the same for all. */
  static OptionalLong first(String text, String name) {
    List<String> lines = text.lines().limit(2).toList();
    return lines.size() < 2
        ? OptionalLong.empty()
        : cell(lines.get(1), indexOf(lines.get(0), name), HEXADECIMAL);
  }

  /** The sum of a column of {@code /proc/net/softnet_stat}, which has no names. */
  static OptionalLong sum(List<String> lines, int column) {
    long sum = 0;
    boolean any = false;
    for (String line : lines) {
      OptionalLong cell = cell(line, column, HEXADECIMAL);
      if (cell.isPresent()) {
        sum += cell.getAsLong();
        any = true;
      }
    }
    return any ? OptionalLong.of(sum) : OptionalLong.empty();
  }

  /** The permanent entries of {@code /proc/net/arp}. */
  static long permanentNeighbours(String text) {
    return text.lines()
        .skip(1)
        .map(line -> SPACES.split(line, -1))
        .filter(cells -> cells.length > ARP_FLAGS && isPermanent(cells[ARP_FLAGS]))
        .count();
  }

  private static boolean isPermanent(String flags) {
    try {
      return (Integer.decode(flags) & ATF_PERM) != 0;
    } catch (NumberFormatException _) {
      return false;
    }
  }

  private static int indexOf(String names, String name) {
    return List.of(SPACES.split(names.strip(), -1)).indexOf(name);
  }

  private static OptionalLong cell(String line, int column, int radix) {
    String[] cells = SPACES.split(line.strip(), -1);
    if (column < 0 || column >= cells.length) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(cells[column], radix));
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }
}
