// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.report.ReportStatus;

/** The exit codes of the commands. */
final class ExitCode {
  /** Also: every probe of a check passed. */
  static final int HEALTHY = 0;

  /** The command could not do its work: wrong flags, a busy port, an agent that is not asked. */
  static final int FAILED = 1;

  /** Degraded or critical; or a probe of a check failed. */
  static final int UNHEALTHY = 2;

  /** The exporter is unreachable, or the state is unknown. */
  static final int UNKNOWN = 3;

  private ExitCode() {}

  static int of(ReportStatus status) {
    return switch (status) {
      case HEALTHY -> HEALTHY;
      case DEGRADED, CRITICAL -> UNHEALTHY;
      case UNKNOWN -> UNKNOWN;
    };
  }
}
