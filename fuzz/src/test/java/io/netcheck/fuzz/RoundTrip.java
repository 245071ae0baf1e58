// SPDX-License-Identifier: Apache-2.0
package io.netcheck.fuzz;

import java.util.Arrays;

/** Compares what was read with what is read from it when it is written again. */
public final class RoundTrip {
  /** A step of reading or writing. */
  @FunctionalInterface
  public interface Step<A, B> {
    B apply(A from) throws Exception;
  }

  private RoundTrip() {}

  /**
   * What {@code read} makes of {@code input}.
   *
   * @throws AssertionError if it is another after it was written and read again
   */
  public static <T> T of(byte[] input, Step<byte[], T> read, Step<T, byte[]> write)
      throws Exception {
    T value = read.apply(input);
    byte[] written = write.apply(value);
    T again;
    try {
      again = read.apply(written);
    } catch (Exception e) {
      throw new AssertionError("what was written cannot be read", e);
    }
    // Some hold arrays, which are only equal to themselves.
    if (!value.equals(again) && !Arrays.equals(written, write.apply(again))) {
      throw new AssertionError("read " + again + ", written from " + value);
    }
    return value;
  }

  /** The same for a text. */
  public static <T> T ofText(String input, Step<String, T> read, Step<T, String> write)
      throws Exception {
    T value = read.apply(input);
    T again;
    try {
      again = read.apply(write.apply(value));
    } catch (Exception e) {
      throw new AssertionError("what was written cannot be read", e);
    }
    if (!value.equals(again)) {
      throw new AssertionError("read " + again + ", written from " + value);
    }
    return value;
  }
}
