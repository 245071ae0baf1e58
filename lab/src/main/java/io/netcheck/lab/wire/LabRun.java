// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.wire;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The resources of one run of a lab: a folder, namespaces, processes and a control group. All names
 * start with the process id of the lab, so that a later run finds what a killed run has left.
 */
public final class LabRun implements AutoCloseable {
  static final String FOLDERS = "netcheck-lab-";
  static final String NAMESPACES = "ncl";
  private static final String PROCESSES = "processes";

  private final String id;
  private final Path folder;

  private LabRun(String id, Path folder) {
    this.id = id;
    this.folder = folder;
  }

  /** Creates a run with a unique name; one process may have several runs at once. */
  public static LabRun begin() throws IOException {
    long pid = ProcessHandle.current().pid();
    for (char letter = 'a'; letter <= 'z'; letter++) {
      String id = pid + "" + letter;
      Path folder = place().resolve(FOLDERS + id);
      try {
        Files.createDirectory(folder);
        return new LabRun(id, folder);
      } catch (FileAlreadyExistsException _) {
        // belongs to another lab of this process
      }
    }
    throw new IOException("this process has 26 labs already");
  }

  /** Removes the resources of runs whose process has ended. */
  public static void sweep() throws IOException {
    List<Path> folders;
    try (Stream<Path> all = Files.list(place())) {
      folders = all.filter(path -> path.getFileName().toString().startsWith(FOLDERS)).toList();
    }
    for (Path folder : folders) {
      String id = folder.getFileName().toString().substring(FOLDERS.length());
      if (id.matches("[0-9]+[a-z]") && isOver(id, folder)) {
        new LabRun(id, folder).close();
      }
    }
  }

  private static boolean isOver(String id, Path folder) throws IOException {
    long pid = Long.parseLong(id.substring(0, id.length() - 1));
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().startInstant())
        // Another process with the same id started after the last write to the folder.
        .filter(start -> !start.isAfter(modified(folder)))
        .isEmpty();
  }

  private static Instant modified(Path folder) {
    try {
      return Files.getLastModifiedTime(folder).toInstant();
    } catch (IOException _) {
      return Instant.MAX; // it goes away at this moment, by its own hand
    }
  }

  private static Path place() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  public Path folder() {
    return folder;
  }

  public NetworkNamespace namespace(String name) throws IOException {
    return NetworkNamespace.add(NAMESPACES + id + "-" + name);
  }

  /** Records a process that must not outlive this run. */
  public void owns(Process process) throws IOException {
    Files.writeString(
        folder.resolve(PROCESSES),
        line(process.toHandle()) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** Also records the start time, because the system reuses process ids. */
  private static String line(ProcessHandle process) {
    return process.pid()
        + " "
        + process.info().startInstant().map(start -> start.toEpochMilli()).orElse(0L);
  }

  /** The control group for processes that start processes of their own. */
  public ControlGroup controlGroup() {
    return new ControlGroup(FOLDERS + id);
  }

  @Override
  public void close() throws IOException {
    controlGroup().close();
    Path processes = folder.resolve(PROCESSES);
    if (Files.exists(processes)) {
      for (String line : Files.readAllLines(processes)) {
        ProcessHandle.of(Long.parseLong(line.substring(0, line.indexOf(' '))))
            .filter(process -> line(process).equals(line))
            .ifPresent(ProcessHandle::destroyForcibly);
      }
    }
    for (String namespace : Commands.run(List.of("ip", "netns", "list")).split("\n", -1)) {
      String name = namespace.replaceAll(" .*", "");
      if (name.startsWith(NAMESPACES + id + "-")) {
        Commands.run(List.of("ip", "netns", "del", name));
      }
    }
    delete(folder);
    // What another thread started meanwhile.
    controlGroup().close();
  }

  private static void delete(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(folder)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }
}
