// SPDX-License-Identifier: Apache-2.0
package io.netcheck.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gives inputs to one target: first its corpus as it is, then changed inputs. An input with an
 * outcome that no other had is changed further. Used once.
 */
final class FuzzRun {
  /** As event loops and virtual threads have at least. */
  private static final long STACK_BYTES = 512 * 1024;

  /** For one input, in time of the processor. A parser that is not broken needs a thousandth. */
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** For all inputs between two looks at the clock. */
  private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(20);

  private static final int INPUTS_A_LOOK = 64;

  private static final Duration WATCH = Duration.ofMillis(500);

  private static final int MOST_KEPT = 512;
  private static final int LONGEST_KEPT = 4 * 1024;
  private static final int MOST_FINDINGS = 5;
  private static final int MOST_OUTCOMES = 10_000;
  private static final int SHRINK_TRIES = 2_000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /**
   * What a run found.
   *
   * @param cpuNanos of all inputs together
   * @param findings by their kind; one of each
   */
  record Result(
      String target, long inputs, long cpuNanos, int outcomes, Map<String, Finding> findings) {
    long inputsASecond() {
      return inputs * TimeUnit.SECONDS.toNanos(1) / Math.max(1, cpuNanos);
    }
  }

  /** An input that the parser did not take as it should, and what happened. */
  @SuppressWarnings("ArrayRecordComponent") // read only
  record Finding(long number, byte[] input, Throwable problem) {}

  private final FuzzTarget target;
  private final long inputs;
  private final List<byte[]> kept;
  private final int seeds;
  private final SplittableRandom random;
  private final Mutator mutator;
  private final Set<String> outcomes = new HashSet<>();
  private final Map<String, Finding> findings = new LinkedHashMap<>();

  // Read by the thread that watches.
  private volatile long number;
  private volatile long begunNanos;
  private volatile byte @Nullable [] current;
  private volatile long cpuNanos;

  /**
   * @param inputs besides those of the corpus
   */
  FuzzRun(FuzzTarget target, Corpus corpus, long inputs, long seed) {
    this.target = target;
    this.inputs = inputs;
    this.kept = new ArrayList<>(corpus.entries());
    this.seeds = kept.size();
    // A target's inputs do not depend on the other targets.
    this.random = new SplittableRandom(seed ^ target.name().hashCode());
    this.mutator = new Mutator(random.split(), corpus.words());
  }

  Result run() throws InterruptedException {
    Thread worker = new Thread(null, this::work, "fuzz-" + target.name(), STACK_BYTES);
    worker.setDaemon(true);
    worker.start();
    while (!worker.join(WATCH)) {
      if (isStuck(worker)) {
        byte[] input = current;
        AssertionError problem = new AssertionError("it does not end");
        problem.setStackTrace(worker.getStackTrace());
        return new Result(
            target.name(),
            number,
            cpuNanos,
            0,
            Map.of("stuck", new Finding(number, input == null ? new byte[0] : input, problem)));
      }
    }
    return new Result(target.name(), number, cpuNanos, outcomes.size(), findings);
  }

  private boolean isStuck(Thread worker) {
    long now = THREADS.getThreadCpuTime(worker.threadId());
    return now >= 0 && now - begunNanos > STUCK_NANOS;
  }

  private void work() {
    long began = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < seeds; i++) {
      take(kept.get(i));
    }
    while (number < seeds + inputs && findings.size() < MOST_FINDINGS) {
      byte[] changed = mutator.mutate(any(), any());
      if (take(changed) && changed.length <= LONGEST_KEPT && kept.size() < MOST_KEPT) {
        kept.add(changed);
      }
    }
    for (Map.Entry<String, Finding> finding : findings.entrySet()) {
      if (!(finding.getValue().problem() instanceof TooSlowError)) {
        finding.setValue(shrunk(finding.getValue(), finding.getKey()));
      }
    }
    cpuNanos = THREADS.getCurrentThreadCpuTime() - began;
  }

  /** Half of them from the corpus, because most of the others are refused early. */
  private byte[] any() {
    int most = random.nextBoolean() ? seeds : kept.size();
    return most == 0 ? new byte[0] : kept.get(random.nextInt(most));
  }

  /** It would take minutes to make such an input smaller. */
  private static final class TooSlowError extends AssertionError {
    private static final long serialVersionUID = 1L;

    TooSlowError() {
      super("it takes more than a second");
    }
  }

  /** Whether its outcome is new. */
  private boolean take(byte[] input) {
    long mine = number + 1;
    number = mine;
    // Reading the clock costs as much as parsing a small input.
    if (mine % INPUTS_A_LOOK == 0) {
      begunNanos = THREADS.getCurrentThreadCpuTime();
    }
    current = input;
    try {
      String outcome = outcome(input);
      return outcomes.size() < MOST_OUTCOMES && outcomes.add(outcome);
    } catch (Throwable problem) {
      findings.putIfAbsent(kind(problem), new Finding(mine, input, problem));
      return false;
    }
  }

  private String outcome(byte[] input) throws Throwable {
    byte[] before = input.clone();
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    long began = System.nanoTime();
    String outcome;
    try {
      outcome = Outcomes.of(target.parser().parse(input));
    } catch (Exception e) {
      if (!target.mayThrow(e)) {
        throw e;
      }
      outcome = Outcomes.of(e);
    }
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    if (System.nanoTime() - began > MOST_NANOS && isSlow(input)) {
      throw new TooSlowError();
    }
    if (bytes > target.mostBytes()) {
      throw new AssertionError("it allocates " + bytes + " bytes");
    }
    if (!Arrays.equals(before, input)) {
      throw new AssertionError("it changes its input");
    }
    return outcome;
  }

  /** Whether it takes long again: other programs, or the compiler, can have held up the thread. */
  private boolean isSlow(byte[] input) {
    for (int i = 0; i < 3; i++) {
      long began = THREADS.getCurrentThreadCpuTime();
      try {
        target.parser().parse(input);
      } catch (Exception _) {
        // How it ends was seen already.
      }
      if (THREADS.getCurrentThreadCpuTime() - began < MOST_NANOS) {
        return false;
      }
    }
    return true;
  }

  /** What was thrown, and where. */
  private static String kind(Throwable problem) {
    StackTraceElement[] stack = problem.getStackTrace();
    String where =
        Arrays.stream(stack)
            .filter(frame -> frame.getClassName().startsWith("io.netcheck."))
            .findFirst()
            .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
            .orElse("");
    // Where a stack overflows is chance.
    return problem instanceof StackOverflowError
        ? "StackOverflowError"
        : problem.getClass().getSimpleName() + " " + where;
  }

  /** A smaller input with the same problem: parts are left out, first large ones. */
  private Finding shrunk(Finding finding, String kind) {
    Finding smallest = finding;
    int tries = 0;
    for (int size = finding.input().length / 2; size > 0 && tries < SHRINK_TRIES; size /= 2) {
      int at = 0;
      while (at + size <= smallest.input().length && tries++ < SHRINK_TRIES) {
        byte[] input = without(smallest.input(), at, size);
        try {
          outcome(input);
          at += size;
        } catch (Throwable problem) {
          if (kind(problem).equals(kind)) {
            smallest = new Finding(finding.number(), input, problem);
          } else {
            at += size;
          }
        }
      }
    }
    return smallest;
  }

  private static byte[] without(byte[] input, int at, int size) {
    byte[] out = Arrays.copyOf(input, input.length - size);
    System.arraycopy(input, at + size, out, at, input.length - at - size);
    return out;
  }
}
