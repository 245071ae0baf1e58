// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.settings;

/**
 * The type of a setting.
 *
 * @param expected completes the sentence "expected …"
 * @param parser throws {@link IllegalArgumentException} for wrong values, with a message if there
 *     is more to say than {@code expected}
 */
public record SettingType<T>(String expected, Parser<T> parser) {
  /** Turns text into a value. */
  public interface Parser<T> {
    T parse(String text);
  }
}
