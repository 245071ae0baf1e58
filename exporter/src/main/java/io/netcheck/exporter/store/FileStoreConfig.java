// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.store;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.client.SharedClients;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Keeps the state in memory and in a file. */
public record FileStoreConfig(Path path) implements StoreFactory {
  /** {@code file:PATH}. */
  public static final StoreKind KIND =
      new StoreKind() {
        @Override
        public String form() {
          return "file:PATH";
        }

        @Override
        public Optional<StoreFactory> parse(String text) {
          return text.startsWith("file:")
              ? Optional.of(FileStoreConfig.parse(text.substring("file:".length())))
              : Optional.empty();
        }
      };

  private static FileStoreConfig parse(String text) {
    Path path;
    try {
      path = Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("the path is not valid", e);
    }
    Path folder = path.toAbsolutePath().getParent();
    if (text.isBlank() || folder == null) {
      throw new IllegalArgumentException("the path of a file is missing");
    }
    if (Files.isDirectory(path)) {
      throw new IllegalArgumentException("this is a folder");
    }
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException("the folder does not exist: " + folder);
    }
    return new FileStoreConfig(path);
  }

  @Override
  public StoreParts create(ProcessClock clock) {
    FileStore.ChangeFlag changes = new FileStore.ChangeFlag();
    StoreStatus status = new StoreStatus("file", clock);
    SnapshotFile file = new SnapshotFile(path);
    return new StoreParts(
        changes,
        Optional.of(status),
        (registry, external) ->
            new FileStore(file, new SharedClients(registry), external, changes, status, clock),
        () -> new FileArchive(path.resolveSibling(path.getFileName() + ".history")));
  }
}
