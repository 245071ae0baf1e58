// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

/** Describes a failure in one line, without names of classes. */
final class EtcdProblem {
  private static final int LONGEST = 200;

  private EtcdProblem() {}

  static String text(Throwable problem) {
    String message = problem.getMessage() == null ? problem.toString() : problem.getMessage();
    String line = message.replaceAll("[\\p{Cntrl}\"]+", " ").replaceFirst("^[A-Za-z.]+: ", "");
    return line.length() > LONGEST ? line.substring(0, LONGEST) : line;
  }
}
