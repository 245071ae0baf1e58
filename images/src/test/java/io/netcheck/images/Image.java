// SPDX-License-Identifier: Apache-2.0
package io.netcheck.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netcheck.testing.ProgramRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A built image and a folder with its files.
 *
 * @param config the Docker config: Entrypoint, User, Labels
 */
public record Image(String program, JsonNode config, Path files) {
  /** Both, from the Dockerfile. */
  static List<Image> build(Path store) throws IOException {
    ProgramRun.output(List.of(Project.ROOT.resolve("images/build").toString(), store.toString()));
    List<Image> images = new ArrayList<>();
    for (String program : Project.PROGRAMS) {
      String name = "localhost/netcheck-" + program;
      JsonNode all =
          new ObjectMapper().readTree(buildah(store, "inspect", "--type", "image", name));
      String container = buildah(store, "from", "--pull-never", name).strip();
      Path files = Path.of(buildah(store, "mount", container).strip());
      images.add(new Image(program, all.path("Docker").path("config"), files));
    }
    return images;
  }

  /** The build context of the Dockerfile: a copy of the files of this clone that a build sees. */
  static Path context(Path store) throws IOException {
    Path file = Files.writeString(store.resolve("context.Dockerfile"), "FROM scratch\nCOPY . /\n");
    String name = "localhost/netcheck-context";
    buildah(store, "bud", "-q", "-t", name, "-f", file.toString(), Project.ROOT.toString());
    return Path.of(buildah(store, "mount", buildah(store, "from", name).strip()).strip());
  }

  private static String buildah(Path store, String... command) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                "buildah",
                "--storage-driver",
                "vfs",
                "--root",
                store.resolve("images").toString(),
                "--runroot",
                store.resolve("run").toString()));
    words.addAll(List.of(command));
    return ProgramRun.output(words);
  }

  public List<String> entrypoint() {
    return words(config.path("Entrypoint"));
  }

  /** The command without the word CMD, which means that no shell is used. */
  List<String> healthcheck() {
    List<String> words = words(config.path("Healthcheck").path("Test"));
    return words.subList(1, words.size());
  }

  public String version() {
    return config.path("Labels").path("org.opencontainers.image.version").asText();
  }

  /** The variable {@code PATH} with its name, as in an environment. */
  public String path() {
    return words(config.path("Env")).stream()
        .filter(variable -> variable.startsWith("PATH="))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> words(JsonNode array) {
    List<String> words = new ArrayList<>();
    array.forEach(word -> words.add(word.asText()));
    return words;
  }
}
