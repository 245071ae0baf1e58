// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.Addresses;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Looks up the addresses of a name in {@code /etc/hosts} (hosts(5)). */
final class HostsFile {
  static final Path FILE = Path.of("/etc/hosts");

  private HostsFile() {}

  /** In the order of the file; empty if it cannot be read. */
  static List<InetAddress> addresses(Path file, String name) {
    try {
      return addresses(Files.readAllLines(file, StandardCharsets.ISO_8859_1), name);
    } catch (IOException _) {
      return List.of();
    }
  }

  static List<InetAddress> addresses(List<String> lines, String name) {
    String wanted = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    List<InetAddress> found = new ArrayList<>();
    for (String line : lines) {
      String[] words = line.split("#", 2)[0].strip().split("\\s+", -1);
      for (int i = 1; i < words.length; i++) {
        if (words[i].equalsIgnoreCase(wanted)) {
          Addresses.literal(words[0]).ifPresent(found::add);
          break;
        }
      }
    }
    return found;
  }
}
