// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.metrics;

/**
 * Escapes what the text formats have between quotation marks or up to the end of a line: <a
 * href="https://prometheus.io/docs/instrumenting/exposition_formats/">exposition formats</a>.
 */
final class EscapedText {
  private EscapedText() {}

  /** For between two quotation marks. */
  static String quoted(String text) {
    return line(text).replace("\"", "\\\"");
  }

  /** For up to the end of a line. */
  static String line(String text) {
    return text.replace("\\", "\\\\").replace("\n", "\\n");
  }
}
