// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Arrays;

/**
 * The labels of one series, as both text formats have them. They can be kept for the next scrape,
 * because making them is most of the work of one. Immutable.
 */
public final class SeriesLabels {
  private final LabelNames names;

  /** In the order of the text. */
  private final String[] values;

  private final byte[] text;

  SeriesLabels(LabelNames names, String[] values) {
    this.names = names;
    this.values = values;
    this.text = text(names, values);
  }

  private static byte[] text(LabelNames names, String[] values) {
    if (values.length == 0) {
      return new byte[0];
    }
    StringBuilder text = new StringBuilder(64);
    for (int i = 0; i < values.length; i++) {
      // A value may come from outside, but it ends nowhere before its own quotation mark.
      text.append(names.prefix(i)).append(EscapedText.quoted(values[i]));
    }
    return text.append("\"}").toString().getBytes(UTF_8);
  }

  LabelNames names() {
    return names;
  }

  /** With braces; empty without labels. Not to be changed. */
  byte[] text() {
    return text;
  }

  Labels snapshot() {
    return Labels.of(names.sorted(), values);
  }

  /** The order of the series of a metric, which is that of {@link Labels}. */
  static int compare(SeriesLabels one, SeriesLabels other) {
    int byNames =
        one.names == other.names ? 0 : Arrays.compare(one.names.sorted(), other.names.sorted());
    return byNames != 0 ? byNames : Arrays.compare(one.values, other.values);
  }

  @Override
  public String toString() {
    return new String(text, UTF_8);
  }
}
