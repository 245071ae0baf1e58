// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.settings;

import java.util.List;
import java.util.Locale;

/**
 * One setting: an environment variable that is also a flag.
 *
 * @param key the environment variable
 * @param fallback the text of the default; {@code ""} where there is none
 * @param form what a value may be
 * @param meaning one or two sentences for {@code --help} and the documentation
 * @param aliases further flags that mean the same, for those who know them from elsewhere
 */
public record Setting<T>(
    String key, String fallback, SettingType<T> form, String meaning, List<String> aliases) {
  /** Names of our own carry this prefix; the predecessors' names do not. */
  static final String PREFIX = "NETCHECK_";

  public Setting {
    aliases = List.copyOf(aliases);
  }

  /** One with a single flag. */
  public Setting(String key, String fallback, SettingType<T> form, String meaning) {
    this(key, fallback, form, meaning, List.of());
  }

  /** The flag of the same setting: {@code --peer-limit} for {@code NETCHECK_PEER_LIMIT}. */
  public String flag() {
    String name = key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : key;
    return "--" + name.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
