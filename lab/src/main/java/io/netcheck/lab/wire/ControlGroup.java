// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A control group of the kernel below its root, in all hierarchies of version 1 or in the one of
 * version 2: cgroups(7). All processes that start in it, and their children, end with it.
 *
 * @param name without a slash
 */
public record ControlGroup(String name) {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");
  private static final String PROCESSES = "cgroup.procs";
  private static final String CONTROLLERS = "cgroup.controllers";
  private static final String SYSTEM = "system";
  private static final int ROUNDS = 200;
  private static final int PAUSE_MILLIS = 50;

  /** Creates this group and a part of it for programs. */
  public void create() throws IOException {
    part(SYSTEM);
  }

  /** Creates a part of this group, and returns its path as a container runtime writes it. */
  public String part(String part) throws IOException {
    for (Path hierarchy : hierarchies()) {
      Path group = hierarchy.resolve(name);
      Files.createDirectories(group);
      inherit(hierarchy, group);
      Files.createDirectories(group.resolve(part));
      inherit(group, group.resolve(part));
    }
    return "/" + name + "/" + part;
  }

  /** Lines of a shell script that move the shell into this group. */
  public String enter() throws IOException {
    StringBuilder script = new StringBuilder();
    for (Path hierarchy : hierarchies()) {
      script.append(
          "echo $$ >%s\n".formatted(hierarchy.resolve(name).resolve(SYSTEM).resolve(PROCESSES)));
    }
    return script.toString();
  }

  /** Kills all processes in this group, one by one, and removes it. */
  void close() throws IOException {
    for (int round = 0; round < ROUNDS && hasProcesses(); round++) {
      pause();
    }
    for (Path hierarchy : hierarchies()) {
      for (Path group : deepestFirst(hierarchy.resolve(name))) {
        Files.deleteIfExists(group);
      }
    }
  }

  private boolean hasProcesses() throws IOException {
    boolean found = false;
    try {
      for (Path hierarchy : hierarchies()) {
        for (Path group : deepestFirst(hierarchy.resolve(name))) {
          for (String pid : Files.readAllLines(group.resolve(PROCESSES))) {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
            found = true;
          }
        }
      }
    } catch (NoSuchFileException _) {
      return true; // a group was removed at this moment, by its owner
    }
    return found;
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** A new group of version 1 has no processors and no memory; one of version 2 no controllers. */
  private static void inherit(Path from, Path to) throws IOException {
    for (String file : List.of("cpuset.cpus", "cpuset.mems")) {
      if (Files.exists(from.resolve(file)) && Files.readString(to.resolve(file)).isBlank()) {
        Files.writeString(to.resolve(file), Files.readString(from.resolve(file)));
      }
    }
    Path controllers = from.resolve(CONTROLLERS);
    if (Files.exists(controllers)) {
      String all = Files.readString(controllers).strip();
      if (!all.isEmpty()) {
        Files.writeString(from.resolve("cgroup.subtree_control"), "+" + all.replace(" ", " +"));
      }
    }
  }

  private static List<Path> hierarchies() throws IOException {
    if (Files.exists(ROOT.resolve(CONTROLLERS))) {
      return List.of(ROOT);
    }
    List<Path> hierarchies = new ArrayList<>();
    for (String mount : Files.readAllLines(Path.of("/proc/self/mounts"))) {
      String[] words = mount.split(" ", -1);
      if (words[2].startsWith("cgroup")) {
        hierarchies.add(Path.of(words[1]));
      }
    }
    return hierarchies;
  }

  private static List<Path> deepestFirst(Path group) throws IOException {
    if (!Files.exists(group)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(group)) {
      return all.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
