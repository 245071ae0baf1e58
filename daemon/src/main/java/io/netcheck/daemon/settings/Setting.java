// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.settings;

import java.util.List;
import java.util.Locale;

/**
 * One setting: an environment variable that is also a flag.
 *
 * @param key the environment variable
 * @param fallback the text of the default; {@code ""} if there is none
 * @param form the type of its values
 * @param meaning one or two sentences for {@code --help} and the documentation
 * @param aliases further flags with the same meaning, which users know from other programs
 */
public record Setting<T>(
    String key, String fallback, SettingType<T> form, String meaning, List<String> aliases) {
  /** Names of Netcheck itself have this prefix. Names that come from its predecessors do not. */
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
