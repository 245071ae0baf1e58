// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.report.ControlCharacters;
import io.netcheck.report.TextStyle;
import java.io.PrintStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A whole terminal, painted over in place. It is the alternate screen of xterm, so what was on the
 * terminal before is there again afterwards. Thread-safe: the end of the process closes it.
 */
final class WatchScreen implements WatchView {
  private static final String ESCAPE = "\u001b[";

  /** Alternate screen, no cursor, and no wrapping of long lines. */
  private static final String ENTER = ESCAPE + "?1049h" + ESCAPE + "?25l" + ESCAPE + "?7l";

  private static final String LEAVE = ESCAPE + "?7h" + ESCAPE + "?25h" + ESCAPE + "?1049l";
  private static final String HOME = ESCAPE + "H";
  private static final String TO_END_OF_LINE = ESCAPE + "K";
  private static final String TO_END_OF_SCREEN = ESCAPE + "J";

  private final PrintStream out;
  private final URI exporter;
  private final TextStyle style;
  private final Supplier<TerminalSize> size;
  private boolean closed;

  /**
   * @param exporter fit to be shown
   */
  WatchScreen(PrintStream out, URI exporter, TextStyle style, Supplier<TerminalSize> size) {
    this.out = out;
    this.exporter = exporter;
    this.style = style;
    this.size = size;
    out.print(ENTER);
    out.flush();
  }

  @Override
  public synchronized void show(Optional<ClusterState> state, Freshness freshness) {
    if (closed) {
      return;
    }
    TerminalSize fits = size.get();
    String text = ControlCharacters.replacedIn(freshness.text());
    String note =
        text.isEmpty() ? style.quiet("live from " + exporter) : style.alarm(" " + text + " ");
    String page =
        state
            .map(known -> WatchPage.of(known, note, fits.columns(), style))
            .orElse(text.isEmpty() ? "Waiting for " + exporter : note);
    out.print(painted(page.lines().toList(), fits.rows()));
    out.flush();
  }

  /** Line by line over what is there, so that nothing flickers. */
  private static String painted(List<String> lines, int rows) {
    StringBuilder all = new StringBuilder(HOME);
    boolean cut = lines.size() > rows;
    for (int i = 0; i < Math.min(lines.size(), rows); i++) {
      boolean last = i == rows - 1;
      all.append(cut && last ? "… and " + (lines.size() - i) + " more lines" : lines.get(i));
      all.append(TO_END_OF_LINE).append(last ? "" : "\r\n");
    }
    return all.append(lines.size() < rows ? TO_END_OF_SCREEN : "").toString();
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      out.print(LEAVE);
      out.flush();
    }
  }
}
