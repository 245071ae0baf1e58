// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.Names;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses one entry {@code name=scheme://host:port/path#expected} of the list of services. {@code
 * java.net.URI} accepts no underscore in a host, and its errors do not say what is wrong.
 */
final class ServiceUrl {
  /**
   * Authority and path (RFC 3986 §3); printable ASCII only, because a request contains the path.
   */
  private static final Pattern REST =
      Pattern.compile(
          "(\\[[0-9A-Fa-f:.]+]|[^\\[\\]:/?#@]+)(?::([^/?#]*))?(/[!-~&&[^#]]*)?(?:#([!-~]*))?");

  /** A name of a gRPC service, as {@code package.Service}. */
  private static final Pattern GRPC_SERVICE = Pattern.compile("/[A-Za-z0-9._-]{1,127}");

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
    String path = rest.group(3) == null ? "" : rest.group(3);
    Expectation expected =
        rest.group(4) == null ? Expectation.SUCCESS : ExpectationText.parse(rest.group(4), kind);
    boolean fits =
        switch (kind) {
          case TCP, TLS -> ported && path.isEmpty();
          case GRPC, GRPCS -> ported && (path.isEmpty() || GRPC_SERVICE.matcher(path).matches());
          case HTTP, HTTPS -> true;
        };
    if (!fits) {
      throw new IllegalArgumentException("expected " + form(kind));
    }
    int port = ported ? port(rest.group(2)) : kind == Service.Kind.HTTP ? 80 : 443;
    boolean rooted = path.isEmpty() && (kind == Service.Kind.HTTP || kind == Service.Kind.HTTPS);
    return new Service(name, kind, host, port, rooted ? "/" : path, expected);
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
    throw new IllegalArgumentException(
        "expected a URL with tcp://, tls://, http://, https://, grpc:// or grpcs://");
  }

  private static String form(Service.Kind kind) {
    return switch (kind) {
      case TCP, TLS -> kind.label() + "://host:port";
      case GRPC, GRPCS -> kind.label() + "://host:port, with or without /package.Service";
      case HTTP, HTTPS -> kind.label() + "://host, with or without :port and /path";
    };
  }
}
