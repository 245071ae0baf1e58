// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.settings;

/**
 * One problem of the configuration.
 *
 * @param key the environment variable or the flag
 * @param value as it was given
 * @param expected what is expected instead
 */
public record SettingProblem(String key, String value, String expected) {
  @Override
  public String toString() {
    return MaskedUrls.in(key + (value.isEmpty() ? "" : "=" + value) + ": expected " + expected);
  }
}
