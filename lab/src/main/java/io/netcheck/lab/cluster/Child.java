// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.cluster;

import io.netcheck.lab.wire.Kernel;
import io.netcheck.lab.wire.Namespace;
import io.netcheck.lab.wire.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of the lab's, which can be ended, killed and frozen as machines do. */
public final class Child implements AutoCloseable {
  private static final Duration GOODBYE = Duration.ofSeconds(10);

  private final String name;
  private final Process process;

  private Child(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  static Child start(Run run, String name, Namespace namespace, List<String> command)
      throws IOException {
    List<String> all = new ArrayList<>(namespace.prefix());
    all.addAll(command);
    Path log = run.folder().resolve(name + ".log");
    ProcessBuilder builder = new ProcessBuilder(all);
    // Nothing of the caller's settings.
    builder.environment().keySet().removeIf(key -> key.startsWith("NETCHECK_"));
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    run.owns(process);
    return new Child(name, process);
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL: no goodbye. */
  public void kill() throws IOException {
    process.destroyForcibly();
    awaitEnd();
  }

  /** SIGTERM: with a goodbye. */
  public void terminate() throws IOException {
    process.destroy();
    awaitEnd();
  }

  public void freeze() throws IOException {
    Kernel.freeze(process.pid());
  }

  public void resume() throws IOException {
    Kernel.resume(process.pid());
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
