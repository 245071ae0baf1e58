// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

import io.netcheck.daemon.settings.Setting;
import io.netcheck.daemon.settings.Settings;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One value of {@code NETCHECK_AUTH}.
 *
 * @param name the value, and the label of the metric
 * @param required settings that must be given with this mode, and with no other mode
 * @param optional further settings of this mode
 * @param reader reads the configuration from the settings
 */
record AuthMode(
    String name,
    List<Setting<?>> required,
    List<Setting<?>> optional,
    Function<Settings, AuthConfig> reader) {
  AuthMode {
    required = List.copyOf(required);
    optional = List.copyOf(optional);
  }

  Stream<Setting<?>> settings() {
    return Stream.concat(required.stream(), optional.stream());
  }

  /** Notes required settings that are missing, or that are given although another mode is used. */
  void check(Settings settings, AuthMode chosen) {
    for (Setting<?> setting : required) {
      if (equals(chosen) != settings.isGiven(setting)) {
        settings.problem(
            setting,
            (equals(chosen) ? setting.form().expected() : "no value")
                + ", because "
                + AuthSettings.AUTH_KEY
                + " is "
                + chosen.name());
      }
    }
  }
}
