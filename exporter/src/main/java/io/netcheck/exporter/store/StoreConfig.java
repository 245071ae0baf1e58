// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.store;

import io.netcheck.daemon.settings.Form;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Where an exporter keeps what it knows. */
public sealed interface StoreConfig {
  /** In its memory alone. */
  record Memory() implements StoreConfig {}

  /** In a file as well. */
  record InFile(Path path) implements StoreConfig {}

  /** {@code memory} or {@code file:PATH}. */
  Form<StoreConfig> FORM = new Form<>("memory or file:PATH", StoreConfig::parse);

  private static StoreConfig parse(String text) {
    if (text.equals("memory")) {
      return new Memory();
    }
    if (text.startsWith("file:")) {
      return inFile(text.substring("file:".length()));
    }
    throw new IllegalArgumentException();
  }

  private static StoreConfig inFile(String text) {
    Path path;
    try {
      path = Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("that is no path", e);
    }
    Path folder = path.toAbsolutePath().getParent();
    if (text.isBlank() || folder == null) {
      throw new IllegalArgumentException("the path of a file is missing");
    }
    if (Files.isDirectory(path)) {
      throw new IllegalArgumentException("that is a folder");
    }
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException("there is no folder " + folder);
    }
    return new InFile(path);
  }
}
