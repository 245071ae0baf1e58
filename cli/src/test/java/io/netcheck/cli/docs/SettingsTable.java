// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli.docs;

import io.netcheck.daemon.settings.Setting;
import java.util.List;

/** The settings of a program as a table of {@code docs/configuration.md}. */
final class SettingsTable {
  private SettingsTable() {}

  static String of(List<Setting<?>> settings) {
    StringBuilder table = new StringBuilder();
    table.append("| environment variable | flag | default | expected | meaning |\n");
    table.append("|---|---|---|---|---|\n");
    for (Setting<?> setting : settings) {
      table
          .append("| `")
          .append(setting.key())
          .append("` | `")
          .append(setting.flag())
          .append("` | ")
          .append(setting.fallback().isEmpty() ? "" : "`" + setting.fallback() + "`")
          .append(" | ")
          .append(cell(setting.form().expected()))
          .append(" | ")
          .append(cell(setting.meaning()))
          .append(" |\n");
    }
    return table.toString();
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("*", "\\*").replace("_", "\\_");
  }
}
