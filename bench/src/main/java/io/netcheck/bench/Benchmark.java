// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.io.IOException;
import java.util.List;

/** Something that is measured. */
interface Benchmark {
  /** As it is typed. */
  String name();

  /** What it tells, in one line. */
  String question();

  /** Measures, on processes that {@code bench} starts and ends. */
  List<Measurement> run(BenchmarkProcesses bench) throws IOException, InterruptedException;
}
