// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.Addresses;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code /etc/resolv.conf} says (resolv.conf(5)).
 *
 * @param search domains that are appended to a short name
 * @param ndots a name with fewer dots than this is short
 */
record ResolvConf(List<InetSocketAddress> nameservers, List<String> search, int ndots) {
  static final Path FILE = Path.of("/etc/resolv.conf");

  private static final int PORT = 53;
  private static final int MAX_NAMESERVERS = 3;
  private static final int MAX_NDOTS = 15;

  /** The default of the C library. */
  private static final String NO_NAMESERVER = "127.0.0.1";

  ResolvConf {
    nameservers = List.copyOf(nameservers);
    search = List.copyOf(search);
  }

  /** Reads {@code file}; if that fails, returns the defaults. */
  static ResolvConf read(Path file) {
    try {
      return parse(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
    } catch (IOException _) {
      return parse(List.of());
    }
  }

  static ResolvConf parse(List<String> lines) {
    List<InetSocketAddress> nameservers = new ArrayList<>();
    List<String> search = List.of();
    int ndots = 1;
    for (String line : lines) {
      List<String> words = List.of(line.strip().split("\\s+", -1));
      List<String> values = words.subList(1, words.size());
      switch (words.getFirst()) {
        case "nameserver" ->
            values.stream().findFirst().flatMap(ResolvConf::address).ifPresent(nameservers::add);
        // The last line of either kind wins.
        case "search", "domain" -> search = values;
        case "options" -> ndots = ndots(values, ndots);
        default -> {}
      }
    }
    if (nameservers.isEmpty()) {
      address(NO_NAMESERVER).ifPresent(nameservers::add);
    }
    int heard = Math.min(nameservers.size(), MAX_NAMESERVERS);
    return new ResolvConf(nameservers.subList(0, heard), search, ndots);
  }

  /** The names to look up for {@code name}, in this order. */
  List<String> candidates(String name) {
    if (name.endsWith(".")) {
      return List.of(name);
    }
    List<String> candidates = new ArrayList<>();
    for (String domain : search) {
      candidates.add(domain.equals(".") ? name : name + "." + domain);
    }
    boolean complete = name.chars().filter(c -> c == '.').count() >= ndots;
    candidates.add(complete ? 0 : candidates.size(), name);
    return candidates;
  }

  private static int ndots(List<String> options, int before) {
    int ndots = before;
    for (String option : options) {
      if (option.matches("ndots:[0-9]{1,4}")) {
        ndots = Math.min(MAX_NDOTS, Integer.parseInt(option.substring("ndots:".length())));
      }
    }
    return ndots;
  }

  // An address with a scope, such as fe80::1%eth0, is ignored: labels and reports cannot hold it.
  private static Optional<InetSocketAddress> address(String text) {
    return Addresses.literal(text).map(address -> new InetSocketAddress(address, PORT));
  }
}
