// SPDX-License-Identifier: Apache-2.0
package io.netcheck.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The inputs of one target that are kept: small examples, and what was found once. */
final class Corpus {
  private static final Path FOLDER = Path.of("src/test/resources/corpus");
  private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{1,39}");
  private static final int MOST_WORDS = 400;

  private final List<byte[]> entries;

  Corpus(List<byte[]> entries) {
    this.entries = List.copyOf(entries);
  }

  /** The corpus of a target, in the order of the names of its files. */
  static Corpus of(String target) {
    List<byte[]> entries = new ArrayList<>();
    try (Stream<Path> files = Files.list(FOLDER.resolve(target))) {
      for (Path file : files.sorted().toList()) {
        entries.add(Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no corpus of " + target, e);
    }
    return new Corpus(entries);
  }

  /** The names of all targets that have a corpus. */
  static Set<String> targets() {
    try (Stream<Path> folders = Files.list(FOLDER)) {
      Set<String> names = new TreeSet<>();
      folders.forEach(folder -> names.add(String.valueOf(folder.getFileName())));
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException("no corpus", e);
    }
  }

  List<byte[]> entries() {
    return entries;
  }

  /** The words in it, such as names of fields. */
  List<byte[]> words() {
    Set<String> words = new TreeSet<>();
    for (byte[] entry : entries) {
      WORD.matcher(new String(entry, ISO_8859_1))
          .results()
          .limit(MOST_WORDS)
          .forEach(word -> words.add(word.group()));
    }
    return words.stream().limit(MOST_WORDS).map(word -> word.getBytes(ISO_8859_1)).toList();
  }
}
