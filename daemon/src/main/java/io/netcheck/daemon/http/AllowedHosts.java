// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import io.netcheck.daemon.settings.SettingType;
import io.netcheck.daemon.settings.SettingTypes;
import java.net.Inet4Address;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The names under which a browser may reach a listener. A page can let a name of its own site
 * resolve to the address of the listener (DNS rebinding); it then counts as of the same origin. It
 * cannot do that with an address, or with a name that no public name server answers for.
 *
 * @param more names besides those, in lower case; {@code *.} at the beginning stands for any labels
 */
public record AllowedHosts(List<String> more) {
  /** Only those that no page can take. */
  public static final AllowedHosts PRIVATE = new AllowedHosts(List.of());

  /** The key of the setting that adds names. */
  public static final String KEY = "NETCHECK_ALLOWED_HOSTS";

  /** Reserved for private use (RFC 6761, 6762, 8375), by ICANN, or by clusters. */
  private static final List<String> PRIVATE_SUFFIXES =
      List.of(".localhost", ".local", ".internal", ".home.arpa", ".test", ".svc");

  /** The longest domain name (RFC 1035 §2.3.4). The pattern below needs a stack for each label. */
  private static final int LONGEST = 253;

  private static final Pattern NAME =
      Pattern.compile(
          "(\\*\\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*");

  public AllowedHosts {
    more = List.copyOf(more);
  }

  /** The type of a setting with names to add. */
  public static SettingType<AllowedHosts> type() {
    return new SettingType<>(
        "host names separated by commas, such as netcheck.example.com,*.nodes.example.com",
        text ->
            new AllowedHosts(SettingTypes.split(text).stream().map(AllowedHosts::name).toList()));
  }

  private static String name(String text) {
    String name = text.toLowerCase(Locale.ROOT);
    if (name.length() > LONGEST || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException();
    }
    return name;
  }

  /**
   * @param authority host and port, as in the header {@code Host}
   */
  boolean contain(String authority) {
    String host = host(authority.toLowerCase(Locale.ROOT));
    return !host.isEmpty()
        && (host.startsWith("[")
            || host.indexOf('.') < 0
            || isIpv4(host)
            || PRIVATE_SUFFIXES.stream().anyMatch(host::endsWith)
            || more.stream().anyMatch(name -> isNamed(host, name)));
  }

  /** Without the port, and without the dot of the root. */
  private static String host(String authority) {
    int end = authority.indexOf(':', authority.indexOf(']') + 1);
    String host = end < 0 ? authority : authority.substring(0, end);
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  private static boolean isIpv4(String host) {
    try {
      Inet4Address.ofLiteral(host);
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static boolean isNamed(String host, String name) {
    return name.startsWith("*.") ? host.endsWith(name.substring(1)) : host.equals(name);
  }
}
