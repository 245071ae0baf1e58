// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.settings;

/**
 * What the value of a setting may be.
 *
 * @param expected completes the sentence "expected …"
 * @param parser throws {@link IllegalArgumentException} for anything else, with a message where
 *     there is more to say than {@code expected}
 */
public record SettingType<T>(String expected, Parser<T> parser) {
  /** Turns text into a value. */
  public interface Parser<T> {
    T parse(String text);
  }
}
