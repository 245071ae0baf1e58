// SPDX-License-Identifier: Apache-2.0
package io.netcheck.fuzz;

import java.util.List;
import java.util.Set;

/**
 * A parser of bytes that come from outside.
 *
 * @param name of its folder in the corpus
 * @param refusals the exceptions that its documentation names; a subclass counts as well
 * @param share of the inputs, compared with other targets; less for slow ones
 * @param mostBytes that it may allocate for one input
 */
public record FuzzTarget(
    String name,
    Parser parser,
    Set<Class<? extends Exception>> refusals,
    int share,
    long mostBytes) {
  private static final int USUAL_SHARE = 10;

  /** Several times as much as any input of 64 KiB needs. */
  private static final long USUAL_BYTES = 32L << 20;

  /** Parses one input. */
  @FunctionalInterface
  public interface Parser {
    /**
     * The result, of which {@link FuzzRun} only looks at its kind and size.
     *
     * @throws AssertionError if the result is not what was parsed
     */
    Object parse(byte[] input) throws Exception;
  }

  public FuzzTarget {
    refusals = Set.copyOf(refusals);
  }

  /** A target that throws nothing else than {@code refusals}. */
  public static FuzzTarget of(
      String name, Parser parser, List<Class<? extends Exception>> refusals) {
    return new FuzzTarget(name, parser, Set.copyOf(refusals), USUAL_SHARE, USUAL_BYTES);
  }

  /** A target that refuses nothing. */
  public static FuzzTarget of(String name, Parser parser) {
    return of(name, parser, List.of());
  }

  /** The same with a part of the usual inputs, because each takes long. */
  public FuzzTarget slow() {
    return new FuzzTarget(name, parser, refusals, 1, mostBytes);
  }

  /** The same with another limit of memory. */
  public FuzzTarget allocating(long bytes) {
    return new FuzzTarget(name, parser, refusals, share, bytes);
  }

  /** Whether the parser may throw {@code thrown}. */
  boolean mayThrow(Throwable thrown) {
    return refusals.stream().anyMatch(refusal -> refusal.isInstance(thrown));
  }
}
