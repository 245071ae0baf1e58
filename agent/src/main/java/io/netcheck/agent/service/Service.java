// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.Addresses;
import io.netcheck.protocol.Names;
import java.net.Inet6Address;

/**
 * A configured service to check.
 *
 * @param name identifies the service in metrics and reports
 * @param host a domain name or an address in text, without brackets
 * @param path of the GET request, with its query; the name of the gRPC service after a slash; or
 *     {@code ""}
 */
public record Service(
    String name, Kind kind, String host, int port, String path, Expectation expected) {
  /** How a service is checked. */
  public enum Kind {
    TCP("tcp"),
    HTTP("http"),
    HTTPS("https"),
    /** A handshake only. */
    TLS("tls"),
    GRPC("grpc"),
    GRPCS("grpcs");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** The name of this kind in URLs, in labels and in heartbeats. */
    public String label() {
      return label;
    }

    boolean isEncrypted() {
      return switch (this) {
        case HTTPS, TLS, GRPCS -> true;
        case TCP, HTTP, GRPC -> false;
      };
    }
  }

  public Service {
    if (!Names.isWord(name)) {
      throw new IllegalArgumentException("not a service's name: " + name);
    }
    if (!isHost(host)) {
      throw new IllegalArgumentException("not a host: " + host);
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port is not in 1..65535: " + port);
    }
  }

  /** A service that must answer. */
  Service(String name, Kind kind, String host, int port, String path) {
    this(name, kind, host, port, path, Expectation.SUCCESS);
  }

  /** The host in a request, with the port if it is not {@code usual} (RFC 9110 §7.2). */
  String authority(int usual) {
    boolean ipv6 = Addresses.literal(host).filter(Inet6Address.class::isInstance).isPresent();
    String written = ipv6 ? "[" + host + "]" : host;
    return port == usual ? written : written + ":" + port;
  }

  static boolean isHost(String text) {
    return Addresses.literal(text).isPresent() || isHostName(text);
  }

  /** A domain name, and not a mistyped address: no top-level domain is a number (RFC 3696 §2). */
  static boolean isHostName(String text) {
    String relative = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    String last = relative.substring(relative.lastIndexOf('.') + 1);
    return Names.isDomain(text) && !last.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
