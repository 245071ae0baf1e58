// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.marcnuri.helm.TemplateCommand;
import io.netcheck.testing.Program;
import io.netcheck.testing.Required;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code docs/install.md} is right: Helm renders what its commands say, with the values that it
 * shows; what its commands ask for is there; Prometheus takes its configuration. There is no
 * cluster here, so kubectl itself does not run: what it is given is looked at.
 */
class InstallDocTest {
  private static final String PAGE = Repository.read("docs/install.md");
  private static final Rendering DEFAULTS = Chart.render("");

  private static Stream<String> blocks(String language) {
    return Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$")
        .matcher(PAGE)
        .results()
        .map(it -> it.group(1));
  }

  private static List<String> commands() {
    return blocks("sh").flatMap(String::lines).filter(line -> !line.isBlank()).toList();
  }

  private static List<String> values() {
    return blocks("yaml").filter(it -> it.startsWith("# values.yaml\n")).toList();
  }

  @Test
  void thereAreSome() {
    assertTrue(commands().size() > 10);
    assertTrue(values().size() > 2);
  }

  @ParameterizedTest
  @MethodSource("values")
  void theChartTakesTheValuesItShows(String values) {
    assertTrue(Chart.render(values).has("Deployment"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aCommandIsRight(String command, @TempDir Path folder)
      throws IOException, InterruptedException {
    List<String> words = List.of(command.split(" ", -1));
    switch (words.getFirst()) {
      case "helm" -> helm(words.subList(1, words.size()), folder);
      case "kubectl" -> kubectl(words.subList(1, words.size()));
      case "curl" -> assertEquals("http://127.0.0.1:8080/report?format=text", words.getLast());
      case "promtool" -> promtool(words, folder);
      default -> throw new AssertionError("nothing here knows whether this is right: " + command);
    }
  }

  private static void helm(List<String> words, Path folder) throws IOException {
    switch (words.getFirst()) {
      case "install", "upgrade" -> {
        assertEquals("chart/netcheck", words.get(2));
        assertTrue(Files.exists(Repository.at(words.get(2)).resolve("Chart.yaml")));
        List<Path> files = new ArrayList<>();
        for (String values : values()) {
          files.add(Files.writeString(folder.resolve(files.size() + ".yaml"), values));
        }
        Rendering rendering =
            Chart.render(command -> {
              command.withName(words.get(1)).withKubeVersion(Chart.KUBERNETES);
              return options(command, words.subList(3, words.size()), files);
            });
        assertEquals("netcheck", rendering.one("Deployment").text("metadata", "namespace"));
        if (words.contains("hostAgent.enabled=true")) {
          assertEquals(2, rendering.all("DaemonSet").size());
        }
        if (words.contains("--values")) {
          assertTrue(rendering.has("PrometheusRule") && rendering.has("PodMonitor"));
        }
      }
      case "test" -> assertTrue(DEFAULTS.has("Pod"));
      case "uninstall" -> {}
      default -> throw new AssertionError("helm " + words);
    }
  }

  private static TemplateCommand options(
      TemplateCommand command, List<String> flags, List<Path> values) {
    Iterator<String> flag = flags.iterator();
    while (flag.hasNext()) {
      switch (flag.next()) {
        case "--namespace" -> command.withNamespace(flag.next());
        case "--set" -> {
          String[] parts = flag.next().split("=", 2);
          command.set(parts[0], parts[1]);
        }
        case "--values" -> {
          assertEquals("values.yaml", flag.next());
          // Whoever reads has put together what the page shows.
          values.forEach(command::withValuesFile);
        }
        case "--create-namespace", "--reuse-values" -> {}
        default -> throw new AssertionError("not a flag that this page may use: " + flags);
      }
    }
    return command;
  }

  private static void kubectl(List<String> words) throws IOException {
    List<String> rest = new ArrayList<>(words);
    if (rest.getFirst().equals("--namespace")) {
      assertEquals("netcheck", rest.get(1));
      rest.subList(0, 2).clear();
    }
    switch (rest.getFirst()) {
      case "apply" -> {
        assertEquals("--filename", rest.get(1));
        List<Map<String, Object>> documents = Yaml.documents(Repository.read(rest.get(2)));
        assertFalse(documents.isEmpty(), rest::toString);
      }
      case "create", "label" -> assertEquals(List.of("namespace", "netcheck"), rest.subList(1, 3));
      case "rollout" -> there(rest.get(2) + "/" + rest.get(3));
      case "port-forward" -> {
        there(rest.get(1));
        assertEquals(
            rest.get(2),
            Yaml.text(DEFAULTS.one("Service").list("spec", "ports").getFirst(), "port"));
      }
      default -> throw new AssertionError("kubectl " + words);
    }
  }

  private static void there(String object) {
    assertTrue(
        DEFAULTS.manifests().stream()
            .anyMatch(it -> it.id().replace(' ', '/').equalsIgnoreCase(object)),
        object);
  }

  private static String configuration() {
    return blocks("yaml").filter(it -> it.startsWith("# prometheus.yml\n")).findFirst().get();
  }

  private static void promtool(List<String> words, Path folder)
      throws IOException, InterruptedException {
    Required.tools("promtool");
    Files.writeString(
        folder.resolve("prometheus.yml"),
        configuration()
            .replace("/etc/prometheus/netcheck", Repository.at("alerts/rules").toString())
            // Debian's promtool is built without Kubernetes; the test below looks at what is found.
            .replaceAll(
                "kubernetes_sd_configs:\n +- role: pod\n +namespaces: \\{names: \\[netcheck]}",
                "static_configs: [{targets: ['127.0.0.1:1']}]"));
    Program.Ending ending = Program.run(folder, "", words);
    assertEquals(0, ending.status(), ending.output());
    assertTrue(ending.output().contains("rules found"), ending.output());
  }

  /** Of all ports of all pods each job keeps those that have its metrics, one of each pod. */
  @Test
  void aPlainPrometheusScrapesEachPodOnce() {
    Rendering rendering = Chart.render("hostAgent: {enabled: true}");
    for (Object job : Yaml.list(Yaml.document(configuration()), "scrape_configs")) {
      Object keep = Yaml.list(job, "relabel_configs").getFirst();
      assertEquals("keep", Yaml.text(keep, "action"));
      List<String> kept =
          rendering.workloads().stream()
              .filter(it -> !it.kind().equals("Pod"))
              .flatMap(it ->
                  Yaml.list(it.container(), "ports").stream()
                      .filter(port ->
                          joined(it, Yaml.text(port, "name")).matches(Yaml.text(keep, "regex")))
                      .map(port -> it.component()))
              .sorted()
              .toList();
      assertEquals(
          Yaml.text(job, "job_name").equals("netcheck-agent")
              ? List.of("agent-host", "agent-pod")
              : List.of("exporter"),
          kept);
    }
  }

  private static String joined(Manifest it, String port) {
    return String.join(
        ";", String.valueOf(it.podLabels().get("app.kubernetes.io/name")), it.component(), port);
  }

  @Test
  void theNamesInItAreThere() {
    for (MatchResult it :
        Pattern.compile("`((?:[a-zA-Z]+\\.)+[a-zA-Z]+)`").matcher(PAGE).results().toList()) {
      String[] path = it.group(1).split("\\.", -1);
      Map<String, Object> values = Yaml.document(Repository.read("chart/netcheck/values.yaml"));
      if (values.containsKey(path[0])) {
        Object parent = Yaml.at(values, Arrays.copyOf(path, path.length - 1));
        assertTrue(Yaml.map(parent).containsKey(path[path.length - 1]), it.group(1));
      }
    }
  }
}
