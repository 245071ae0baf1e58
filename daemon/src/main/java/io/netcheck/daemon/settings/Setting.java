// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.settings;

import java.util.Locale;

/**
 * One setting: an environment variable that is also a flag.
 *
 * @param key the environment variable
 * @param fallback the text of the default; {@code ""} where there is none
 * @param form what a value may be
 * @param meaning one or two sentences for {@code --help} and the documentation
 */
public record Setting<T>(String key, String fallback, Form<T> form, String meaning) {
  /** Names of our own carry this prefix; the predecessors' names do not. */
  static final String PREFIX = "NETCHECK_";

  /** The flag of the same setting: {@code --peer-limit} for {@code NETCHECK_PEER_LIMIT}. */
  public String flag() {
    String name = key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : key;
    return "--" + name.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
