// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The programs of the cluster and the images of its pods.
 *
 * @param folder the programs that {@code lab/kubernetes/build} builds
 * @param images archives, one for each image
 */
record Programs(Path folder, List<Path> images) {
  private static final String PAUSE = "pause";

  /** The tools of the machine that the cluster needs besides. */
  static final List<String> TOOLS =
      List.of(
          "buildah",
          "containerd",
          "ctr",
          "etcd",
          "ip",
          "iptables",
          "nsenter",
          "openssl",
          "runc",
          "strip",
          "sysctl",
          "unshare");

  /** Whether the programs are built, which takes minutes. */
  static boolean areBuilt(Path root) throws IOException {
    return Files.isExecutable(
        Path.of(ScriptRun.output(List.of(script(root, "build"), "--where")).strip(), PAUSE));
  }

  /** Builds what is not there or older than its sources. */
  static Programs build(Path root) throws IOException {
    Path folder = Path.of(ScriptRun.output(List.of(script(root, "build"))).strip());
    Path images = root.resolve("lab/target/kubernetes-images");
    if (isStale(images, sources(root, folder))) {
      ScriptRun.output(List.of(script(root, "images"), folder.toString(), images.toString()));
    }
    return new Programs(folder, archives(images));
  }

  private static String script(Path root, String name) {
    return root.resolve("lab/kubernetes").resolve(name).toString();
  }

  private static List<Path> sources(Path root, Path folder) throws IOException {
    List<Path> sources = new ArrayList<>(List.of(root.resolve("Dockerfile"), folder));
    for (String place :
        List.of(
            "images", "agent/target", "agent/target/lib", "server/target", "server/target/lib")) {
      try (Stream<Path> files = Files.list(root.resolve(place))) {
        files
            .filter(Files::isRegularFile)
            .filter(file -> place.equals("images") || file.toString().endsWith(".jar"))
            .forEach(sources::add);
      }
    }
    return sources;
  }

  private static boolean isStale(Path images, List<Path> sources) throws IOException {
    List<Path> archives = archives(images);
    if (archives.isEmpty()) {
      return true;
    }
    FileTime built = Files.getLastModifiedTime(archives.getFirst());
    for (Path source : sources) {
      if (Files.getLastModifiedTime(source).compareTo(built) > 0) {
        return true;
      }
    }
    return false;
  }

  private static List<Path> archives(Path images) throws IOException {
    if (!Files.isDirectory(images)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(images)) {
      return files.filter(file -> file.toString().endsWith(".tar")).sorted().toList();
    }
  }

  String path(String program) {
    return folder.resolve(program).toString();
  }
}
