// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.Names;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses one entry {@code name=scheme://host:port/path} of the list of services. {@code
 * java.net.URI} accepts no underscore in a host, and its errors do not say what is wrong.
 */
final class ServiceUrl {
  /**
   * Authority and path (RFC 3986 §3); printable ASCII only, because a request contains the path.
   */
  private static final Pattern REST =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^\\[\\]:/?#@]+)(?::([^/?#]*))?(/[!-~&&[^#]]*)?");

  private ServiceUrl() {}

  static Service parse(String entry) {
    int equals = entry.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException("expected name=URL");
    }
    String name = entry.substring(0, equals).strip();
    String url = entry.substring(equals + 1).strip();
    if (!Names.isWord(name)) {
      throw new IllegalArgumentException(
          "expected a name of at most 63 letters, digits, '-', '_' and '.'");
    }
    int colon = url.indexOf("://");
    Service.Kind kind = kind(colon < 0 ? "" : url.substring(0, colon));
    Matcher rest = REST.matcher(url.substring(colon + 3));
    if (!rest.matches()) {
      throw new IllegalArgumentException("expected " + form(kind));
    }
    String host = rest.group(1);
    if (host.startsWith("[")) {
      host = host.substring(1, host.length() - 1);
    }
    if (!Service.isHost(host)) {
      throw new IllegalArgumentException("expected a host name or an address after ://");
    }
    boolean ported = rest.group(2) != null;
    boolean pathed = rest.group(3) != null;
    return switch (kind) {
      case TCP -> {
        if (!ported || pathed) {
          throw new IllegalArgumentException("expected " + form(kind));
        }
        yield new Service(name, kind, host, port(rest.group(2)), "");
      }
      case HTTP, HTTPS ->
          new Service(
              name,
              kind,
              host,
              ported ? port(rest.group(2)) : kind == Service.Kind.HTTP ? 80 : 443,
              pathed ? rest.group(3) : "/");
    };
  }

  static int port(String text) {
    int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("expected a port from 1 to 65535");
    }
    return port;
  }

  private static Service.Kind kind(String scheme) {
    for (Service.Kind kind : Service.Kind.values()) {
      if (kind.label().equals(scheme)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("expected a URL with tcp://, http:// or https://");
  }

  private static String form(Service.Kind kind) {
    return switch (kind) {
      case TCP -> "tcp://host:port";
      case HTTP, HTTPS -> kind.label() + "://host, with or without :port and /path";
    };
  }
}
