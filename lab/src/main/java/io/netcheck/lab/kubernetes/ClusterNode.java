// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.kubernetes;

import io.netcheck.lab.cluster.ChildProcess;
import io.netcheck.lab.kubernetes.ClusterNetwork.Place;
import io.netcheck.lab.wire.Commands;
import io.netcheck.lab.wire.LabRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * containerd, kubelet and kube-proxy of one node. The node has a name, a network and the folders
 * {@code /run}, {@code /var/lib} and {@code /var/log} of its own, and shares all others with the
 * machine.
 */
final class ClusterNode {
  private static final Duration IMPORT = Duration.ofMinutes(3);

  /**
   * What the kubelet wants these to be. They belong to the whole machine, so it sees files in their
   * place, and does not write into those of the machine.
   */
  private static final Map<String, String> KERNEL =
      new LinkedHashMap<>(
          Map.of(
              "vm/overcommit_memory", "1",
              "vm/panic_on_oom", "0",
              "kernel/panic", "10",
              "kernel/panic_on_oops", "1",
              "kernel/keys/root_maxkeys", "1000000",
              "kernel/keys/root_maxbytes", "25000000"));

  private final LabRun run;
  private final Place place;
  private final Programs programs;
  private final Credentials credentials;
  private final NodeFiles files;
  private final ChildProcess containerd;
  private @Nullable ChildProcess kubelet;

  ClusterNode(LabRun run, Place place, Programs programs, Credentials credentials)
      throws IOException {
    this.run = run;
    this.place = place;
    this.programs = programs;
    this.credentials = credentials;
    String group = run.controlGroup().part(place.name());
    files =
        NodeFiles.write(
            Files.createDirectory(run.folder().resolve(place.name())), place, credentials, group);
    containerd = startContainerd();
  }

  /**
   * Starts the kubelet and kube-proxy. The container runtime must answer: the kubelet ends if it
   * does not, and before, this node may not have its own mounts yet.
   */
  void join() throws IOException {
    start("kube-proxy", programs.path("kube-proxy"), "--config=" + files.proxy());
    kubelet = startKubelet();
  }

  private ChildProcess startContainerd() throws IOException {
    StringBuilder script = new StringBuilder(run.controlGroup().enter());
    for (String folder : List.of("run", "var/lib", "var/log")) {
      Path own = Files.createDirectories(files.folder().resolve(folder));
      script.append("mount --bind %s /%s\n".formatted(own, folder));
    }
    for (Map.Entry<String, String> setting : KERNEL.entrySet()) {
      Path file = files.folder().resolve(setting.getKey().replace('/', '.'));
      Files.writeString(file, setting.getValue() + "\n");
      script.append("mount --bind %s /proc/sys/%s\n".formatted(file, setting.getKey()));
    }
    script
        .append("mkdir -p /run/lock /run/netns /var/log/pods /var/log/containers\n")
        .append("hostname %s\n".formatted(place.name()))
        .append("PATH=$PATH:/usr/sbin:/sbin\nexport PATH\n")
        .append("exec containerd --config %s\n".formatted(files.containerd()));
    return ChildProcess.start(
        run,
        place.name() + "-containerd",
        List.of(
            "nsenter",
            "--net=/run/netns/" + place.namespace().name(),
            "unshare",
            "--mount",
            "--uts",
            "--propagation=private",
            "sh",
            "-ec",
            script.toString()));
  }

  /** A command that runs a program in this node. */
  private List<String> inside(String... command) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "nsenter",
                "--target=" + containerd.pid(),
                "--net",
                "--mount",
                "--uts",
                "env",
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
    words.addAll(Arrays.asList(command));
    return words;
  }

  private ChildProcess start(String name, String... command) throws IOException {
    List<String> words = new ArrayList<>(inside("sh", "-ec"));
    words.add(run.controlGroup().enter() + "exec \"$@\"\n");
    words.add(name);
    words.addAll(Arrays.asList(command));
    return ChildProcess.start(run, place.name() + "-" + name, words);
  }

  private ChildProcess startKubelet() throws IOException {
    return start(
        "kubelet",
        programs.path("kubelet"),
        "--config=" + files.kubelet(),
        "--kubeconfig=" + credentials.kubeconfig(place.name()),
        "--hostname-override=" + place.name(),
        "--node-ip=%s,%s".formatted(place.ipv4(), place.ipv6()),
        "--node-labels=topology.kubernetes.io/zone=zone-" + place.number());
  }

  /** Whether the container runtime of this node has begun to answer. */
  boolean hasRuntime() {
    return Files.exists(files.folder().resolve("run/containerd/containerd.sock"));
  }

  /** Gives the images to the container runtime. */
  void importImages() throws IOException {
    List<String> command =
        inside("nice", "-n", "5", "ctr", "--namespace", "k8s.io", "images", "import");
    for (Path image : programs.images()) {
      List<String> words = new ArrayList<>(command);
      words.add(image.toString());
      Commands.run(words, IMPORT);
    }
  }

  /** Ends the kubelet and starts it again. Its pods go on. */
  void restartKubelet() throws IOException {
    if (kubelet != null) {
      kubelet.terminate();
    }
    kubelet = startKubelet();
  }

  String name() {
    return place.name();
  }

  Place place() {
    return place;
  }
}
