// SPDX-License-Identifier: Apache-2.0
package io.netcheck.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** The files of one folder that come with the classes of this package, in a jar or in a folder. */
final class BundledFiles {
  /** Leads to the jar or the folder. A jar need not have entries for its folders. */
  private static final String KNOWN = "index.html";

  private final String folder;
  private final List<String> names;

  /**
   * Lists them.
   *
   * @param folder below this package: {@code ""}, or a name with a slash at its end
   */
  BundledFiles(String folder) {
    this.folder = folder;
    URL known = BundledFiles.class.getResource(KNOWN);
    if (known == null) {
      throw missing(KNOWN);
    }
    try {
      names = List.copyOf(list(known));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> list(URL known) throws IOException {
    if (known.openConnection() instanceof JarURLConnection connection) {
      // Closing a jar that the class loader shares would leave it without its classes.
      connection.setUseCaches(false);
      String prefix = BundledFiles.class.getPackageName().replace('.', '/') + "/" + folder;
      try (JarFile jar = connection.getJarFile()) {
        return jar.stream()
            .map(entry -> entry.getName())
            .filter(name -> name.startsWith(prefix))
            .map(name -> name.substring(prefix.length()))
            .filter(name -> !name.isEmpty() && name.indexOf('/') < 0)
            .sorted()
            .toList();
      }
    }
    try (Stream<Path> files =
        Files.list(Path.of(URI.create(known.toString())).resolveSibling(folder))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> String.valueOf(file.getFileName()))
          .sorted()
          .toList();
    }
  }

  /** Their names, without the folder, in order. */
  List<String> names() {
    return names;
  }

  /**
   * The content of one of them.
   *
   * @throws IllegalStateException if there is none of that name
   */
  byte[] read(String name) {
    try (InputStream in = BundledFiles.class.getResourceAsStream(folder + name)) {
      if (in == null) {
        throw missing(folder + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static IllegalStateException missing(String name) {
    return new IllegalStateException("this build has no file " + name);
  }
}
