// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.testing.ProgramRun;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system of 64 KiB that can be full or read-only. Needs root. */
final class SmallDisk implements AutoCloseable {
  private final Path folder;
  private final Path ballast;

  /** Mounts it on a new folder in {@code parent}. */
  SmallDisk(Path parent) throws IOException {
    TestRequirements.root();
    TestRequirements.tools("mount");
    folder = Files.createDirectory(parent.resolve("disk"));
    ballast = folder.resolve("ballast");
    ProgramRun.output(
        List.of("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.toString()));
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  void fill() throws IOException {
    byte[] block = "x".repeat(512).getBytes(UTF_8);
    try (var out = Files.newOutputStream(ballast)) {
      for (int i = 0; i < 1_000; i++) {
        out.write(block);
      }
    } catch (IOException _) {
      return;
    }
    throw new IOException("never full: " + folder);
  }

  void makeSpace() throws IOException {
    Files.delete(ballast);
  }

  void setReadOnly(boolean readOnly) throws IOException {
    ProgramRun.output(
        List.of("mount", "-o", "remount," + (readOnly ? "ro" : "rw"), folder.toString()));
  }

  /** Lazily, because a program that uses it may still be ending. */
  @Override
  public void close() throws IOException {
    ProgramRun.output(List.of("umount", "--lazy", folder.toString()));
  }
}
