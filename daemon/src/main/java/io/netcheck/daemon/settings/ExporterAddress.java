// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.settings;

import java.net.InetAddress;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * The name of one or more exporters, or the address of one.
 *
 * @param host a name, or an address without brackets
 * @param port empty for the one of the exporter's URL
 */
public record ExporterAddress(String host, OptionalInt port) {
  private static final int MOST = 8;
  private static final int MOST_PORT = 65_535;
  private static final Pattern NAME =
      Pattern.compile("(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,62}\\.?)*");

  /** The type of a setting with some of them. */
  public static SettingType<List<ExporterAddress>> list() {
    return new SettingType<>(
        "up to "
            + MOST
            + " names or addresses with an optional port, separated by commas, such as"
            + " netcheck-exporter-peers:8080,10.1.2.3,[fd00::3]:8080",
        text -> {
          List<ExporterAddress> all =
              SettingTypes.split(text).stream().map(ExporterAddress::of).distinct().toList();
          if (all.size() > MOST) {
            throw new IllegalArgumentException();
          }
          return all;
        });
  }

  private static ExporterAddress of(String text) {
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      String host = end < 0 ? "" : text.substring(1, end);
      // The scope of an address means nothing in a setting for many hosts.
      if (host.indexOf(':') < 0 || host.indexOf('%') >= 0) {
        throw new IllegalArgumentException();
      }
      InetAddress _ = InetAddress.ofLiteral(host);
      return new ExporterAddress(host, port(text.substring(end + 1)));
    }
    int colon = text.indexOf(':');
    String host = colon < 0 ? text : text.substring(0, colon);
    if (!NAME.matcher(host).matches()) {
      throw new IllegalArgumentException();
    }
    return new ExporterAddress(host, port(text.substring(host.length())));
  }

  private static OptionalInt port(String text) {
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    int port = Integer.parseInt(text.substring(1));
    if (!text.startsWith(":") || text.startsWith(":+") || port < 1 || port > MOST_PORT) {
      throw new IllegalArgumentException();
    }
    return OptionalInt.of(port);
  }
}
