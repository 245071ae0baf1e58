// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that every rendering must pass, for all example values. */
class ValuesFilesTest {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?");
  private static final Set<String> OF_THE_CLUSTER =
      Set.of("ClusterRole", "ClusterRoleBinding", "PriorityClass");

  private static List<Path> files() {
    return Chart.valuesFiles();
  }

  /** Rendered with another release name and namespace, which every object must use. */
  private static Rendering rendered(Path file) throws IOException {
    return Chart.render(Files.readString(file), "other", "elsewhere", Chart.KUBERNETES);
  }

  private static Stream<Manifest> own(Rendering rendering) {
    // Not the objects of the user.
    return rendering.manifests().stream().filter(it -> !it.name().endsWith("-extra"));
  }

  @Test
  void thereAreMany() {
    assertTrue(files().size() >= 15, files()::toString);
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyObjectHasItsLabels(Path file) throws IOException {
    own(rendered(file))
        .forEach(it -> {
          Map<String, Object> labels = it.labels();
          for (String label :
              List.of("name", "instance", "component", "part-of", "version", "managed-by")) {
            assertTrue(labels.containsKey("app.kubernetes.io/" + label), it.id() + " " + labels);
          }
          assertTrue(labels.containsKey("helm.sh/chart"), it.id());
          assertEquals("other", labels.get("app.kubernetes.io/instance"), it.id());
        });
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyNamespaceIsNamedByTheUser(Path file) throws IOException {
    own(rendered(file))
        .forEach(it -> {
          // Events about Nodes are in the namespace default.
          String inNamespace = it.name().endsWith("-events") ? "default" : "elsewhere";
          assertEquals(
              OF_THE_CLUSTER.contains(it.kind()) ? "" : inNamespace,
              it.text("metadata", "namespace"),
              it.id());
          it.list("subjects")
              .forEach(subject -> assertEquals("elsewhere", Yaml.text(subject, "namespace")));
        });
  }

  @ParameterizedTest
  @MethodSource("files")
  void namesAreGoodAndNotTakenTwice(Path file) throws IOException {
    Set<String> taken = new HashSet<>();
    own(rendered(file))
        .forEach(it -> {
          assertTrue(NAME.matcher(it.name()).matches() && it.name().length() <= 63, it.id());
          assertTrue(taken.add(it.id()), it.id());
        });
  }

  @ParameterizedTest
  @MethodSource("files")
  void selectorsFindWhatTheyAreFor(Path file) throws IOException {
    Rendering rendering = rendered(file);
    for (Manifest it : rendering.manifests()) {
      switch (it.kind()) {
        case "Service" -> assertFinds(rendering, it, it.map("spec", "selector"));
        case "NetworkPolicy" -> {
          if (!it.component().equals("test") || rendering.has("Pod")) {
            assertFinds(rendering, it, it.map("spec", "podSelector", "matchLabels"));
          }
        }
        case "PodDisruptionBudget", "Deployment", "DaemonSet" ->
            assertFinds(rendering, it, it.map("spec", "selector", "matchLabels"));
        case "ServiceMonitor" -> {
          Map<String, Object> wanted = it.map("spec", "selector", "matchLabels");
          assertEquals(
              1,
              rendering.all("Service").stream()
                  .filter(service -> service.labels().entrySet().containsAll(wanted.entrySet()))
                  .count());
        }
        default -> {}
      }
    }
  }

  private static void assertFinds(Rendering rendering, Manifest it, Map<String, Object> selector) {
    assertFalse(selector.isEmpty(), it.id());
    assertEquals(
        1,
        rendering.workloads().stream()
            .filter(pods -> pods.podLabels().entrySet().containsAll(selector.entrySet()))
            .count(),
        it.id() + " " + selector);
  }

  @ParameterizedTest
  @MethodSource("files")
  void thereIsNoWhitespaceAtTheEndOfLines(Path file) throws IOException {
    Rendering rendering = rendered(file);
    // Dashboards and expressions are unchanged from their files.
    if (!rendering.has("ConfigMap") && !rendering.has("PrometheusRule")) {
      rendering.text().lines().forEach(line -> assertFalse(line.endsWith(" "), "|" + line + "|"));
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyAccountAndClaimAndSecretOfItsOwnIsThere(Path file) throws IOException {
    Rendering rendering = rendered(file);
    Set<String> there = new HashSet<>();
    rendering.manifests().forEach(it -> there.add(it.id()));
    for (Manifest it : rendering.workloads()) {
      String account = Yaml.text(it.pod(), "serviceAccountName");
      if (account.startsWith("other")) {
        assertTrue(there.contains("ServiceAccount " + account), it.id() + " " + account);
      }
      for (Object volume : Yaml.list(it.pod(), "volumes")) {
        String claim = Yaml.text(volume, "persistentVolumeClaim", "claimName");
        String secret = Yaml.text(volume, "secret", "secretName");
        assertTrue(
            !claim.startsWith("other") || there.contains("PersistentVolumeClaim " + claim), claim);
        assertTrue(!secret.startsWith("other") || there.contains("Secret " + secret), secret);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void whatIsMountedIsAVolumeAndTheOtherWayRound(Path file) throws IOException {
    for (Manifest it : rendered(file).workloads()) {
      List<String> volumes = names(Yaml.list(it.pod(), "volumes"));
      List<String> mounts = names(Yaml.list(it.container(), "volumeMounts"));
      assertEquals(volumes, mounts, it.id());
      List<String> variables = names(Yaml.list(it.container(), "env"));
      assertEquals(List.copyOf(new HashSet<>(variables)).size(), variables.size(), it.id());
    }
  }

  private static List<String> names(List<?> them) {
    return them.stream().map(it -> Yaml.text(it, "name")).sorted().toList();
  }
}
