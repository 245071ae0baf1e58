// SPDX-License-Identifier: Apache-2.0
package io.netcheck.fuzz;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

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
    if (!isSame(value, again)) {
      throw new AssertionError("read " + again + ", written from " + value);
    }
    return value;
  }

  /**
   * What {@code read} makes of {@code input}, if {@code write} fills in what is missing.
   *
   * @throws AssertionError if what is written differs after it was read again
   */
  public static <T> T ofWritten(byte[] input, Step<byte[], T> read, Step<T, byte[]> write)
      throws Exception {
    T value = read.apply(input);
    byte[] written = write.apply(value);
    if (!Arrays.equals(written, write.apply(read.apply(written)))) {
      throw new AssertionError("written another time from " + value);
    }
    return value;
  }

  /** Whether both are equal, also if they hold arrays, which are only equal to themselves. */
  private static boolean isSame(@Nullable Object one, @Nullable Object other) {
    if (Objects.deepEquals(one, other)) {
      return true;
    }
    return switch (one) {
      case Record fields when other instanceof Record others -> isSame(fields, others);
      case List<?> some when other instanceof List<?> others -> isSame(some, others);
      case Map<?, ?> some when other instanceof Map<?, ?> others ->
          some.keySet().equals(others.keySet())
              && some.keySet().stream().allMatch(key -> isSame(some.get(key), others.get(key)));
      case Optional<?> some when other instanceof Optional<?> others ->
          isSame(some.orElse(null), others.orElse(null));
      case null, default -> false;
    };
  }

  private static boolean isSame(List<?> some, List<?> others) {
    return some.size() == others.size()
        && IntStream.range(0, some.size()).allMatch(i -> isSame(some.get(i), others.get(i)));
  }

  private static boolean isSame(Record fields, Record others) {
    return fields.getClass().equals(others.getClass())
        && Arrays.stream(fields.getClass().getRecordComponents())
            .allMatch(component -> isSame(value(fields, component), value(others, component)));
  }

  private static @Nullable Object value(Record fields, RecordComponent component) {
    try {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(fields);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
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
