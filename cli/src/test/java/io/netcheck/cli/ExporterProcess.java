// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.report.Report;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real exporter in a process of its own, so that it can be killed as a machine kills. */
final class ExporterProcess implements AutoCloseable {
  private final Process process;
  private final Path log;
  private final URI url;
  private final ReportClient client;

  /** Starts it; it answers a little later. */
  ExporterProcess(int port, Path log, String... flags) throws IOException {
    this(System.getProperty("java.class.path"), port, log, flags);
  }

  ExporterProcess(String classPath, int port, Path log, String... flags) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx176m",
                "-XX:MaxNewSize=24m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dsun.net.httpserver.nodelay=true",
                "-cp",
                classPath,
                "io.netcheck.server.Main",
                "--http-address=127.0.0.1",
                "--http-port=" + port,
                "--allowed-cidrs=127.0.0.0/8,10.0.0.0/8",
                "--report-interval=0"));
    command.addAll(List.of(flags));
    this.log = log;
    this.url = URI.create("http://127.0.0.1:" + port);
    this.client = new ReportClient(url);
    this.process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
  }

  URI url() {
    return url;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Its report. */
  Report report() throws IOException, InterruptedException {
    return ReportClient.parse(client.fetch());
  }

  boolean answers() {
    try {
      report();
      return true;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  Scrape scrape() throws IOException, InterruptedException {
    return Scrape.of(url.toString());
  }

  /** How many lines of its log have {@code text}. */
  long logged(String text) throws IOException {
    return Files.readAllLines(log).stream().filter(line -> line.contains(text)).count();
  }

  /** SIGKILL: no goodbye. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(10, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    client.close();
    process.destroy();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
