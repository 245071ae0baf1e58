// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.protocol.Addresses;
import io.netcheck.protocol.Names;

/**
 * A configured service to check.
 *
 * @param name identifies the service in metrics and reports
 * @param host a domain name or an address in text, without brackets
 * @param path of the GET request, with its query; {@code ""} for TCP
 */
public record Service(String name, Kind kind, String host, int port, String path) {
  /** How a service is checked. */
  public enum Kind {
    TCP("tcp"),
    HTTP("http"),
    HTTPS("https");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** The name of this kind in URLs, in labels and in heartbeats. */
    public String label() {
      return label;
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
