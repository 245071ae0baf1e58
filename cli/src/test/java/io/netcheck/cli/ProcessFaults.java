// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.testing.ProgramRun;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.util.List;

/** What the kernel can do to a running process, and take back. */
final class ProcessFaults {
  private final String pid;

  ProcessFaults(long pid) {
    this.pid = Long.toString(pid);
  }

  /** SIGSTOP: it does nothing, and its sockets stay open. */
  void freeze() throws IOException {
    ProgramRun.output(List.of("kill", "-STOP", pid));
  }

  void thaw() throws IOException {
    ProgramRun.output(List.of("kill", "-CONT", pid));
  }

  /** It can open no file and no socket; those that are open stay so. */
  void takeFileDescriptors() throws IOException {
    limitFiles("4");
  }

  void giveFileDescriptors() throws IOException {
    limitFiles("1024");
  }

  /** The soft limit alone. */
  private void limitFiles(String most) throws IOException {
    TestRequirements.tools("prlimit");
    ProgramRun.output(List.of("prlimit", "--pid=" + pid, "--nofile=" + most + ":"));
  }
}
