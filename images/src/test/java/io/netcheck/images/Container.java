// SPDX-License-Identifier: Apache-2.0
package io.netcheck.images;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.netcheck.testing.ProgramRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs an image like a pod: its entry point in its own read-only files, as user 65532 without
 * capabilities, in a separate network.
 */
final class Container implements AutoCloseable {
  private static final String FILES =
      """
      # Without /dev/urandom a JVM needs seconds to gather randomness.
      files() {
        mount --bind "$image" "$image" && mount -o remount,bind,ro "$image" &&
          mount -t proc proc "$image/proc" && mount --bind /dev "$image/dev" || exit 90
      }
      """;

  /** Checks from the same network when the container is ready. */
  private static final String START =
      """
      image=$1; address=$2; port=$3; ready=$4; shift 4
      ip link set lo up
      # Loopback's own addresses are not taken by an exporter.
      ip address add 10.0.0.1/32 dev lo
      echo "0 2147483647" > /proc/sys/net/ipv4/ping_group_range
      files
      began=$(date +%s%N)
      (
        until { exec 3<>/dev/tcp/$address/$port && printf 'GET /-/ready HTTP/1.0\\r\\n\\r\\n' >&3 \
            && IFS= read -r line <&3 && [[ $line == *' 200 '* ]]; } 2>/dev/null; do
          exec 3>&-
          sleep 0.02
          [ -e /proc/$$ ] || exit
        done
        echo $((($(date +%s%N) - began) / 1000000)) > "$ready.part" && mv "$ready.part" "$ready"
      ) &
      exec env -i "$@"
      """;

  private static final String BESIDE =
      """
      image=$1; shift
      files
      exec env -i "$@"
      """;

  private final Image image;
  private final Process process;
  private final Path folder;
  private final Path ready;

  private Container(Image image, Process process, Path folder, Path ready) {
    this.image = image;
    this.process = process;
    this.folder = folder;
    this.ready = ready;
  }

  static Container start(Image image, String address, int port, String... environment)
      throws IOException {
    Path folder = Files.createTempDirectory("netcheck-container");
    Path ready = folder.resolve("ready");
    List<String> command =
        new ArrayList<>(
            List.of("unshare", "--mount", "--net", "bash", "-c", FILES + START, "bash"));
    command.addAll(
        List.of(image.files().toString(), address, String.valueOf(port), ready.toString()));
    command.add(image.path());
    command.addAll(List.of(environment));
    command.addAll(inside(image, image.entrypoint()));
    return new Container(image, run(command, folder), folder, ready);
  }

  /** Runs another image in the network of this one. */
  Container startBeside(Image other, String... environment) throws IOException {
    Path folder = Files.createTempDirectory("netcheck-container");
    List<String> command = within();
    command.addAll(List.of("unshare", "--mount", "bash", "-c", FILES + BESIDE, "bash"));
    command.add(other.files().toString());
    command.add(other.path());
    command.addAll(List.of(environment));
    command.addAll(inside(other, other.entrypoint()));
    return new Container(other, run(command, folder), folder, ready);
  }

  /** Runs the health check of the image. */
  ProgramRun.ExitResult healthcheck() throws IOException {
    return execute(image.healthcheck());
  }

  ProgramRun.ExitResult execute(List<String> words) throws IOException {
    List<String> command = within();
    command.addAll(environment());
    command.addAll(inside(image, words));
    return ProgramRun.run(command);
  }

  /** Runs a program of the host in the network of the container. */
  ProgramRun.ExitResult beside(String... words) throws IOException {
    List<String> command = within();
    command.addAll(List.of(words));
    return ProgramRun.run(command);
  }

  /** Milliseconds from the start of the process until it was ready. */
  long awaitReady() throws IOException {
    await().atMost(Duration.ofMinutes(5)).until(() -> Files.exists(ready) || !process.isAlive());
    if (!Files.exists(ready)) {
      throw new AssertionError("ended with " + process.exitValue() + "\n" + log());
    }
    return Long.parseLong(Files.readString(ready).strip());
  }

  /** The CPU time so far, which does not depend on the load of the machine. */
  long cpuMillis() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis();
  }

  long residentKib() throws IOException {
    return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }

  String log() throws IOException {
    return Files.readString(folder.resolve("log"), UTF_8);
  }

  /** The exit code after SIGTERM. */
  int stop() throws IOException {
    process.destroy();
    return ProgramRun.end(process);
  }

  int exit() throws IOException {
    return ProgramRun.end(process);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    ProgramRun.end(process);
    ProgramRun.run(List.of("rm", "-rf", folder.toString()));
  }

  /** The words of an env command with the environment of the running program. */
  private List<String> environment() throws IOException {
    List<String> words = new ArrayList<>(List.of("env", "-i"));
    String variables = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "environ"));
    for (String variable : variables.split("\0", -1)) {
      if (!variable.isEmpty() && !variable.startsWith("JDK_JAVA_OPTIONS")) {
        words.add(variable);
      }
    }
    return words;
  }

  private List<String> within() {
    return new ArrayList<>(
        List.of("nsenter", "-t", String.valueOf(process.pid()), "--net", "--mount"));
  }

  /** The full path of a program, because PATH is already that of the image. */
  private static List<String> inside(Image image, List<String> words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "/usr/sbin/chroot",
                "--userspec=" + image.config().path("User").asText(),
                "--groups=",
                image.files().toString()));
    command.addAll(words);
    return command;
  }

  private static Process run(List<String> command, Path folder) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }
}
