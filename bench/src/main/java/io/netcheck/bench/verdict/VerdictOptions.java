// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.verdict;

import io.netcheck.bench.scenario.ScenarioDraw;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What {@code bench/run verdict} was asked for.
 *
 * @param seed of the first world; the others follow
 * @param sizes numbers of nodes
 * @param causes those that may happen; all if empty
 * @param most causes in one world
 * @param explain plays this world alone, and prints what happens
 * @param verbose prints each world that was not perfect
 * @param hours plays a quiet cluster for so long instead; 0 for none
 * @param goal ends with an error if the goal is missed
 */
record VerdictOptions(
    int worlds,
    long seed,
    List<Integer> sizes,
    Set<String> causes,
    int most,
    int threads,
    Optional<Long> explain,
    boolean verbose,
    double hours,
    boolean goal) {
  /** A broken link needs two nodes beside it, and not the exporter's. */
  private static final int FEWEST_NODES = 4;

  static final String USAGE =
      """
      usage: bench/run verdict [OPTION...]
        --worlds N       how many worlds are played; 1000
        --seed N         of the first world; 1
        --nodes N,N      sizes of the clusters; 6,12,50
        --kind A,B       causes that may happen; all
        --causes N       causes in one world, at most; 3. 0 for quiet worlds
        --threads N      1
        --verbose        each world that was not perfect, with its seed
        --explain SEED   plays one world and prints every change; needs the same --nodes, --kind and --causes
        --hours H        one quiet cluster of the first of the --nodes for H hours, and nothing else
        --goal           ends with status 1 if the engine is worse than it should be
        --list           the names of the causes
      """;

  /** The options are wrong; the message says why. */
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  static VerdictOptions parse(List<String> words) throws UsageException {
    VerdictOptions options =
        new VerdictOptions(
            1000, 1, List.of(6, 12, 50), Set.of(), 3, 1, Optional.empty(), false, 0, false);
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      options =
          switch (word) {
            case "--verbose" -> options.withVerbose();
            case "--goal" -> options.withGoal();
            default -> {
              if (i + 1 == words.size()) {
                throw new UsageException("unknown option, or one without a value: " + word);
              }
              i++;
              yield options.with(word, words.get(i));
            }
          };
    }
    return options;
  }

  private VerdictOptions with(String name, String value) throws UsageException {
    try {
      return switch (name) {
        case "--worlds" -> withWorlds(Integer.parseInt(value));
        case "--seed" -> withSeed(Long.parseLong(value));
        case "--nodes" -> withSizes(sizes(value));
        case "--kind" -> withCauses(known(split(value).toList()));
        case "--causes" -> withMost(Integer.parseInt(value));
        case "--threads" -> withThreads(Integer.parseInt(value));
        case "--hours" -> withHours(Double.parseDouble(value));
        case "--explain" -> withExplain(Long.parseLong(value));
        default -> throw new UsageException("unknown option: " + name);
      };
    } catch (NumberFormatException _) {
      throw new UsageException(name + " needs a number, not " + value);
    }
  }

  private static List<Integer> sizes(String value) throws UsageException {
    List<Integer> sizes = split(value).map(Integer::valueOf).toList();
    if (sizes.stream().anyMatch(size -> size < FEWEST_NODES)) {
      throw new UsageException("--nodes needs at least " + FEWEST_NODES + " nodes");
    }
    return sizes;
  }

  private static Stream<String> split(String value) {
    return Stream.of(value.split(",", -1));
  }

  private static Set<String> known(List<String> names) throws UsageException {
    for (String name : names) {
      if (!ScenarioDraw.causes().contains(name)) {
        throw new UsageException("unknown cause: " + name + "; see --list");
      }
    }
    return new HashSet<>(names);
  }

  private VerdictOptions withWorlds(int value) {
    return new VerdictOptions(
        value, seed, sizes, causes, most, threads, explain, verbose, hours, goal);
  }

  private VerdictOptions withSeed(long value) {
    return new VerdictOptions(
        worlds, value, sizes, causes, most, threads, explain, verbose, hours, goal);
  }

  private VerdictOptions withSizes(List<Integer> value) {
    return new VerdictOptions(
        worlds, seed, value, causes, most, threads, explain, verbose, hours, goal);
  }

  private VerdictOptions withCauses(Set<String> value) {
    return new VerdictOptions(
        worlds, seed, sizes, value, most, threads, explain, verbose, hours, goal);
  }

  private VerdictOptions withMost(int value) {
    return new VerdictOptions(
        worlds, seed, sizes, causes, value, threads, explain, verbose, hours, goal);
  }

  private VerdictOptions withThreads(int value) {
    return new VerdictOptions(
        worlds, seed, sizes, causes, most, value, explain, verbose, hours, goal);
  }

  private VerdictOptions withExplain(long value) {
    return new VerdictOptions(
        worlds, seed, sizes, causes, most, threads, Optional.of(value), verbose, hours, goal);
  }

  private VerdictOptions withHours(double value) {
    return new VerdictOptions(
        worlds, seed, sizes, causes, most, threads, explain, verbose, value, goal);
  }

  private VerdictOptions withVerbose() {
    return new VerdictOptions(
        worlds, seed, sizes, causes, most, threads, explain, true, hours, goal);
  }

  private VerdictOptions withGoal() {
    return new VerdictOptions(
        worlds, seed, sizes, causes, most, threads, explain, verbose, hours, true);
  }
}
