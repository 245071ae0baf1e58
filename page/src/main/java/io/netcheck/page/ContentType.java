// SPDX-License-Identifier: Apache-2.0
package io.netcheck.page;

import java.util.Arrays;
import java.util.Optional;

/** What a file of the page contains, by the end of its name. */
enum ContentType {
  HTML(".html", "text/html; charset=utf-8"),
  STYLE(".css", "text/css; charset=utf-8"),
  SCRIPT(".js", "text/javascript; charset=utf-8"),
  IMAGE(".svg", "image/svg+xml"),
  TEXT(".txt", "text/plain; charset=utf-8");

  private final String suffix;
  private final String label;

  ContentType(String suffix, String label) {
    this.suffix = suffix;
    this.label = label;
  }

  /** The value of the header {@code Content-Type}. */
  String label() {
    return label;
  }

  /** The type of a file that the page loads; empty for other files, such as classes. */
  static Optional<ContentType> ofAsset(String name) {
    return Arrays.stream(values())
        .filter(type -> type != HTML && name.endsWith(type.suffix))
        .findFirst();
  }
}
