// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.netcheck.testing.TestRequirements;
import io.netcheck.testing.kubernetes.ApiServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Renders the chart with Helm in this process. */
final class Chart {
  static final String RELEASE = "netcheck";
  static final String NAMESPACE = "netcheck";

  /** A maintained version of Kubernetes. The default of the library is 1.20. */
  static final String KUBERNETES = ApiServer.VERSION;

  private Chart() {}

  static Helm helm() {
    requireHelm();
    return new Helm(Repository.chart());
  }

  /**
   * Copies the chart with its hook as a normal object, because Helm renders hooks only when it runs
   * them in a cluster.
   */
  private static Helm withHook() {
    requireHelm();
    Path copy = Repository.at("chart/target/with-hook/netcheck");
    empty(copy);
    try (Stream<Path> files = Files.walk(Repository.chart(), FileVisitOption.FOLLOW_LINKS)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = copy.resolve(Repository.chart().relativize(file).toString());
        Files.createDirectories(to.getParent());
        Files.writeString(to, Files.readString(file).replace("\"helm.sh/hook\"", "\"was/hook\""));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Helm(copy);
  }

  /** A template that was removed must not be rendered. */
  private static void empty(Path folder) {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static void requireHelm() {
    // The native library has one jar per platform, and only the jar of this platform is present.
    TestRequirements.that(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"),
        "Helm is there for Linux on amd64 only");
  }

  /** Renders with the defaults and the values in {@code yaml}. */
  static Rendering render(String yaml) {
    return render(yaml, RELEASE, NAMESPACE, KUBERNETES);
  }

  static Rendering render(String yaml, String release, String namespace, String kubernetes) {
    return withValues(
        yaml,
        file ->
            render(command ->
                command
                    .withName(release)
                    .withNamespace(namespace)
                    .withKubeVersion(kubernetes)
                    .withValuesFile(file)));
  }

  static Rendering render(UnaryOperator<TemplateCommand> options) {
    return Rendering.of(options.apply(Copy.HELM.template()).call());
  }

  /** Makes the copy only once. */
  private static final class Copy {
    static final Helm HELM = withHook();
  }

  private interface WithFile<T> {
    T of(Path file);
  }

  private static <T> T withValues(String yaml, WithFile<T> use) {
    try {
      Path file = Files.createTempFile("values", ".yaml");
      try {
        Files.writeString(file, yaml);
        return use.of(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The error message of Helm for wrong values. */
  static String refusal(String yaml) {
    try {
      render(yaml);
    } catch (IllegalStateException e) {
      return String.valueOf(e.getMessage());
    }
    return "";
  }

  /** The example values for tests of the chart. */
  static List<Path> valuesFiles() {
    return Repository.files("chart/netcheck/ci", "-values.yaml");
  }
}
