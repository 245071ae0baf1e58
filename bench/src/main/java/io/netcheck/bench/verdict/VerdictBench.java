// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.verdict;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.bench.scenario.Scenario;
import io.netcheck.bench.scenario.ScenarioDraw;
import io.netcheck.bench.score.ScoreTable;
import io.netcheck.log.LogLevels;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Plays many worlds, and prints how their causes were named. */
public final class VerdictBench {
  private static final double GOAL_ONE = 0.99;
  private static final double GOAL_SEVERAL = 0.95;
  private static final long PROGRESS_NANOS = 10_000_000_000L;

  private final VerdictOptions options;
  private final ScenarioDraw draw;
  private final PrintStream out;
  private final ScoreTable table = new ScoreTable();
  private final AtomicLong next = new AtomicLong();
  private final AtomicLong broken = new AtomicLong();
  private final long started = System.nanoTime();
  private long played;
  private long reported = System.nanoTime();

  private VerdictBench(VerdictOptions options, PrintStream out) {
    this.options = options;
    this.draw = new ScenarioDraw(options.sizes(), options.causes(), options.most());
    this.out = out;
  }

  /** Runs it. Returns the status of the process. */
  public static int run(List<String> words) throws InterruptedException {
    PrintStream out = new PrintStream(System.out, true, UTF_8);
    // The log of an exporter would show every broken link.
    LogLevels.off();
    if (words.contains("--help") || words.contains("-h")) {
      out.print(VerdictOptions.USAGE);
      return 0;
    }
    if (words.contains("--list")) {
      ScenarioDraw.causes().forEach(out::println);
      return 0;
    }
    try {
      VerdictOptions options = VerdictOptions.parse(words);
      if (options.hours() > 0) {
        long findings =
            new QuietHours(out)
                .play(
                    ScenarioDraw.quietPlan(options.sizes().getFirst(), options.seed()),
                    options.seed(),
                    options.hours());
        return options.goal() && findings > 0 ? 1 : 0;
      }
      if (options.explain().isPresent()) {
        new WorldNarrative(options, out).tell(options.explain().get());
        return 0;
      }
      return new VerdictBench(options, out).play();
    } catch (VerdictOptions.UsageException | IllegalArgumentException e) {
      System.err.println("bench: " + e.getMessage());
      System.err.print(VerdictOptions.USAGE);
      return 2;
    }
  }

  private int play() throws InterruptedException {
    List<Thread> threads =
        IntStream.range(0, options.threads())
            .mapToObj(_ -> Thread.ofPlatform().start(this::work))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
    table.print(out);
    out.printf("%n%d worlds in %.0f s%n", played, (System.nanoTime() - started) / 1e9);
    if (broken.get() > 0) {
      out.printf("%d worlds failed%n", broken.get());
      return 1;
    }
    return !options.goal() || table.isGood(GOAL_ONE, GOAL_SEVERAL) ? 0 : 1;
  }

  private void work() {
    for (long i = next.getAndIncrement(); i < options.worlds(); i = next.getAndIncrement()) {
      long seed = options.seed() + i;
      try {
        play(seed);
      } catch (RuntimeException e) {
        // The other worlds still count, but a verdict that throws is none.
        broken.incrementAndGet();
        System.err.println("bench: world " + seed + " failed");
        e.printStackTrace();
      }
    }
  }

  private void play(long seed) {
    Scenario scenario = draw.draw(seed);
    add(seed, scenario, WorldRun.play(scenario));
  }

  private synchronized void add(long seed, Scenario scenario, WorldRun run) {
    run.addTo(table);
    played++;
    if (options.verbose()) {
      run.results().stream()
          .filter(result -> !result.isPerfect())
          .forEach(result ->
              out.printf(
                  "seed %d  %-20s %s  %s%s%s%n",
                  seed,
                  result.cause(),
                  scenario.plan(),
                  result.found() ? "" : "MISSED ",
                  result.flicker() == 0 ? "" : "flicker " + result.flicker() + " ",
                  result.wrong().stream().limit(6).toList()));
    }
    if (System.nanoTime() - reported > PROGRESS_NANOS) {
      reported = System.nanoTime();
      System.err.printf(
          "bench: %d of %d worlds, %.0f a minute%n",
          played, options.worlds(), played * 60e9 / (reported - started));
    }
  }
}
