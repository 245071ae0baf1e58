// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real agent in a process of its own, so that it can be killed as a machine kills. */
final class AgentProcess implements AutoCloseable {
  private final Process process;

  private AgentProcess(Process process) {
    this.process = process;
  }

  /**
   * @param prefix runs the agent elsewhere, such as {@code ip netns exec NAME}
   */
  static AgentProcess start(List<String> prefix, URI exporter, List<String> flags)
      throws IOException {
    return start(System.getProperty("java.class.path"), prefix, exporter, flags);
  }

  private static AgentProcess start(
      String classPath, List<String> prefix, URI exporter, List<String> flags) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx32m",
            "--enable-native-access=ALL-UNNAMED",
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=jdk.httpserver/sun.net.httpserver=ALL-UNNAMED",
            "-cp",
            classPath,
            "io.netcheck.agent.Main",
            "--server-url=" + exporter));
    command.addAll(flags);
    return new AgentProcess(
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  static AgentProcess onLoopback(URI exporter, String node, String address, String... more)
      throws IOException {
    return onLoopback(System.getProperty("java.class.path"), exporter, node, address, more);
  }

  static AgentProcess onLoopback(
      String classPath, URI exporter, String node, String address, String... more)
      throws IOException {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "--node-name=" + node,
                "--node-ip=" + address,
                "--allowed-cidrs=127.0.0.0/8",
                "--heartbeat-interval=1s"));
    flags.addAll(List.of(more));
    return start(classPath, List.of(), exporter, flags);
  }

  long pid() {
    return process.pid();
  }

  /** What it has used of all processors together. */
  Duration cpuTime() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /** SIGKILL: no goodbye. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitEnd();
  }

  /** SIGTERM: a goodbye. */
  void terminate() throws InterruptedException {
    process.destroy();
    awaitEnd();
  }

  private void awaitEnd() throws InterruptedException {
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the agent did not end within 10 s");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
