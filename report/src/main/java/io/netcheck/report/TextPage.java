// SPDX-License-Identifier: Apache-2.0
package io.netcheck.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lines of text no wider than a terminal: wrapped sentences and aligned tables. */
public final class TextPage {
  public static final int WIDTH = 100;

  /** All control characters except those that set a colour. */
  private static final Pattern CONTROL =
      Pattern.compile("(?!\\x1b\\[[0-9;]{0,9}m)" + ControlCharacters.CLASS);

  private final StringBuilder text = new StringBuilder();
  private final int width;

  public TextPage() {
    this(WIDTH);
  }

  /**
   * @param width of the terminal, in columns
   */
  public TextPage(int width) {
    this.width = width;
  }

  /**
   * The text is not wrapped: it may hold colours, which have no width. Other {@link
   * ControlCharacters} become question marks.
   */
  public TextPage line(String line) {
    text.append(CONTROL.matcher(line).replaceAll("?")).append('\n');
    return this;
  }

  public TextPage blank() {
    return line("");
  }

  /** A sentence of any length, wrapped and indented by {@code indent} blanks. */
  public TextPage wrapped(int indent, String sentence) {
    wrap(width, indent, sentence).forEach(this::line);
    return this;
  }

  static List<String> wrap(int indent, String sentence) {
    return wrap(WIDTH, indent, sentence);
  }

  private static List<String> wrap(int width, int indent, String sentence) {
    String margin = " ".repeat(indent);
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(margin);
    for (String word : sentence.split(" ", -1)) {
      if (line.length() > indent && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line = new StringBuilder(margin);
      }
      if (line.length() > indent) {
        line.append(' ');
      }
      line.append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  /** Columns as wide as their widest cell; the first to the left, numbers to the right. */
  public TextPage table(List<List<String>> rows) {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(" ");
      for (int i = 0; i < row.size(); i++) {
        String cell = row.get(i);
        String pad = " ".repeat(widths[i] - cell.length());
        line.append(' ').append(i == 0 ? cell + pad : ' ' + pad + cell);
      }
      line(cut(width, line.toString().stripTrailing()));
    }
    return this;
  }

  static String cut(String line) {
    return cut(WIDTH, line);
  }

  private static String cut(int width, String line) {
    return line.length() <= width ? line : line.substring(0, width - 1) + "…";
  }

  public static String percent(@Nullable Double ratio) {
    if (ratio == null) {
      return "-";
    }
    double percent = ratio * 100;
    if (percent == Math.rint(percent)) {
      return String.format(Locale.ROOT, "%.0f %%", percent);
    }
    // Small shares have two significant digits (0.12 %, 0.0012 %), others one decimal.
    int decimals = percent >= 1 ? 1 : 1 - (int) Math.floor(Math.log10(percent));
    return String.format(Locale.ROOT, "%." + decimals + "f %%", percent);
  }

  public static String millis(@Nullable Double seconds) {
    return seconds == null ? "-" : String.format(Locale.ROOT, "%.2f ms", seconds * 1e3);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
