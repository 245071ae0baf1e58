// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What a request asks for (RFC 9112, section 3.2).
 *
 * @param path decoded, so it can have any character
 * @param query as it was sent, {@code ""} if there is none
 */
record RequestTarget(String path, String query) {
  /**
   * Reads a path with a query, or the URL that a proxy is asked for. Empty if {@code target} is
   * something else or not well-formed.
   */
  static Optional<RequestTarget> of(String target) {
    if (target.startsWith("/")) {
      return ofPath(target);
    }
    try {
      URI url = new URI(target);
      if (!"http".equalsIgnoreCase(url.getScheme()) && !"https".equalsIgnoreCase(url.getScheme())) {
        return Optional.empty();
      }
      String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
      return ofPath(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery());
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }

  private static Optional<RequestTarget> ofPath(String target) {
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    String query = mark < 0 ? "" : target.substring(mark + 1);
    return isText(target)
        ? decoded(path).map(it -> new RequestTarget(it, query))
        : Optional.empty();
  }

  private static Optional<String> decoded(String path) {
    if (path.indexOf('%') < 0) {
      return Optional.of(path);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(path.length());
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c != '%') {
        bytes.writeBytes(String.valueOf(c).getBytes(UTF_8));
      } else if (i + 2 < path.length()
          && HexFormat.isHexDigit(path.charAt(i + 1))
          && HexFormat.isHexDigit(path.charAt(i + 2))) {
        bytes.write(HexFormat.fromHexDigits(path, i + 1, i + 3));
        i += 2;
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(bytes.toString(UTF_8));
  }

  private static boolean isText(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
