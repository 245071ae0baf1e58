// SPDX-License-Identifier: Apache-2.0
package io.netcheck.images.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.images.Image;
import io.netcheck.lab.wire.NetworkNamespace;
import io.netcheck.testing.ProgramRun;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A running pod: the command of its container from the manifest, in the files of its image. */
final class PodProcess implements AutoCloseable {
  /** Runs a command in the files of the image with the mounts. All mounts end with the process. */
  private static final String START =
      """
      image=$1; work=$2; user=$3; group=$4; groups=$5; shift 5
      root=$work/root
      mkdir -p "$root" "$work/upper" "$work/work"
      mount -t overlay overlay -o "lowerdir=$image,upperdir=$work/upper,workdir=$work/work" "$root"
      while [ "$1" != -- ]; do
        # A link of the image that would lead out of it.
        case $2 in /var/run/*) target=$root${2#/var} ;; *) target=$root$2 ;; esac
        if [ -d "$1" ]; then mkdir -p "$target"; else mkdir -p "$(dirname "$target")"; : >"$target"; fi
        mount --bind "$1" "$target"
        [ "$3" = rw ] || mount -o remount,bind,ro "$target"
        shift 3
      done
      shift
      mount -t proc proc "$root/proc"
      # Without /dev/urandom a JVM needs seconds to gather randomness.
      mount --bind /dev "$root/dev"
      mount -o remount,ro "$root"
      # The three are chroot's, which loses them with the user.
      exec setpriv --no-new-privs --inh-caps=-all --bounding-set=-all,+sys_chroot,+setuid,+setgid \
        /usr/sbin/chroot --userspec="$user:$group" --groups="$groups" "$root" "$@"
      """;

  private final Pod pod;
  private final Process process;
  private final Path folder;
  private final Path log;
  private boolean ready;

  private PodProcess(Pod pod, Process process, Path folder, Path log) {
    this.pod = pod;
    this.process = process;
    this.folder = folder;
    this.log = log;
  }

  /**
   * @param injected variables that a kubelet adds to those of the container
   * @param mounts the mounts from {@link Mounts}, below {@code folder}
   */
  static PodProcess start(
      Pod pod, Image image, Map<String, String> injected, List<String> mounts, Path folder)
      throws IOException {
    if (!pod.container().at("/securityContext/readOnlyRootFilesystem").asBoolean()
        || pod.container().at("/securityContext/allowPrivilegeEscalation").asBoolean(true)
        || !pod.container().at("/securityContext/capabilities/drop/0").asText().equals("ALL")) {
      throw new IllegalStateException(pod.name() + ": only restricted pods are started");
    }
    NetworkNamespace network = pod.place().network();
    for (String sysctl : pod.sysctls()) {
      ProgramRun.output(with(network.prefix(), List.of("sysctl", "-q", "-w", sysctl)));
    }
    // ip netns adds mounts that must not be in the pod.
    List<String> command =
        new ArrayList<>(
            with(network.prefix(), List.of("unshare", "--mount", "bash", "-ec", START, "bash")));
    command.addAll(
        List.of(
            image.files().toString(),
            folder.toString(),
            String.valueOf(pod.user()),
            String.valueOf(pod.group()),
            String.valueOf(pod.volumeGroup())));
    command.addAll(mounts);
    command.add("--");
    command.addAll(pod.command(image.entrypoint()));
    Path log = folder.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().clear();
    // PATH of the image applies only inside the image. The programs above are outside.
    builder
        .environment()
        .put("PATH", image.path().substring("PATH=".length()) + ":/usr/sbin:/usr/bin:/sbin:/bin");
    builder.environment().putAll(injected);
    builder.environment().putAll(pod.environment());
    return new PodProcess(pod, builder.start(), folder, log);
  }

  Pod pod() {
    return pod;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  int exitCode() {
    return process.exitValue();
  }

  /** Runs the readiness probe after the startup probe succeeded. */
  boolean isReady() throws IOException {
    if (!ready) {
      ready = passes("startupProbe") && passes("readinessProbe");
    }
    return ready;
  }

  boolean passes(String probe) throws IOException {
    return ask(pod.place().host(), pod.probe(probe)).matches("[23][0-9][0-9]");
  }

  private static String ask(NetworkNamespace from, URI uri) throws IOException {
    return ProgramRun.run(
            with(
                from.prefix(),
                List.of(
                    "curl",
                    "-s",
                    "-o",
                    "/dev/null",
                    "-w",
                    "%{http_code}",
                    "--max-time",
                    "5",
                    uri.toString())))
        .output();
  }

  String log() {
    try {
      return Files.readString(log, UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Tells the process to end, and waits for at most its grace period. */
  void terminate() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(pod.graceSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    ProgramRun.end(process);
    ProgramRun.output(List.of("rm", "-rf", folder.toString()));
  }

  private static List<String> with(List<String> first, List<String> rest) {
    List<String> all = new ArrayList<>(first);
    all.addAll(rest);
    return all;
  }
}
