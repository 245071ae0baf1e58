// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.io.IOException;
import java.util.List;

/** One benchmark. */
interface Benchmark {
  /** The name on the command line. */
  String name();

  /** A description in one line. */
  String question();

  /** Whether it takes so long that it runs only if it is named. */
  default boolean isLong() {
    return false;
  }

  /** Measures with processes that {@code bench} starts and stops. */
  List<Measurement> run(BenchmarkProcesses bench) throws IOException, InterruptedException;
}
