// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.cluster;

import io.netcheck.lab.wire.LabRun;
import io.netcheck.lab.wire.NetworkNamespace;
import io.netcheck.lab.wire.SystemCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of the lab that can be terminated, killed and frozen. */
public final class ChildProcess implements AutoCloseable {
  private static final Duration GOODBYE = Duration.ofSeconds(10);

  private final String name;
  private final Process process;

  private ChildProcess(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  static ChildProcess start(
      LabRun run, String name, NetworkNamespace namespace, List<String> command)
      throws IOException {
    List<String> all = new ArrayList<>(namespace.prefix());
    all.addAll(command);
    return start(run, name, all);
  }

  /** Starts a program. What it prints is in the file {@code NAME.log} in the folder of the run. */
  public static ChildProcess start(LabRun run, String name, List<String> command)
      throws IOException {
    Path log = run.folder().resolve(name + ".log");
    ProcessBuilder builder = new ProcessBuilder(command);
    // Does not inherit settings of the caller.
    builder.environment().keySet().removeIf(key -> key.startsWith("NETCHECK_"));
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    run.owns(process);
    return new ChildProcess(name, process);
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Sends SIGKILL, so the process says no goodbye. */
  public void kill() throws IOException {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Sends SIGTERM, so the process says goodbye. */
  public void terminate() throws IOException {
    process.destroy();
    awaitEnd();
  }

  public void freeze() throws IOException {
    SystemCalls.freeze(process.pid());
  }

  public void resume() throws IOException {
    SystemCalls.resume(process.pid());
  }

  private void awaitEnd() throws IOException {
    try {
      if (!process.waitFor(GOODBYE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException(name + " did not end within " + GOODBYE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
