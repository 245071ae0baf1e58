// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.UpgradeCommand;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;

/**
 * Runs a command line that starts with {@code helm}, with the library of Helm, which has no command
 * line of its own.
 *
 * @param switches flags without a value
 */
record HelmLine(
    String action,
    String release,
    Optional<String> chart,
    String namespace,
    Map<String, String> set,
    Optional<String> values,
    Set<String> switches) {

  static HelmLine parse(String line) {
    Queue<String> words = new ArrayDeque<>(List.of(line.split(" +", -1)));
    expect(words.remove().equals("helm"), line);
    String action = words.remove();
    String release = words.remove();
    Optional<String> chart =
        action.equals("install") || action.equals("upgrade")
            ? Optional.of(words.remove())
            : Optional.empty();
    String namespace = "default";
    Map<String, String> set = new TreeMap<>();
    Optional<String> values = Optional.empty();
    Set<String> switches = new LinkedHashSet<>();
    while (!words.isEmpty()) {
      String flag = words.remove();
      switch (flag) {
        case "--namespace" -> namespace = words.remove();
        case "--set" -> {
          String[] parts = words.remove().split("=", 2);
          set.put(parts[0], parts[1]);
        }
        case "--values" -> values = Optional.of(words.remove());
        case "--create-namespace", "--reuse-values" -> switches.add(flag);
        default -> expect(false, line);
      }
    }
    return new HelmLine(action, release, chart, namespace, set, values, switches);
  }

  private static void expect(boolean fulfilled, String line) {
    if (!fulfilled) {
      throw new AssertionError("not a line that is understood here: " + line);
    }
  }

  /**
   * Runs the command.
   *
   * @param folder the folder with the values file
   * @return the output
   */
  String run(Path kubeconfig, Path folder) {
    Chart.requireHelm();
    return switch (action) {
      case "install" -> install(kubeconfig, folder);
      case "upgrade" -> upgrade(kubeconfig, folder);
      case "test" ->
          Helm.test(release).withNamespace(namespace).withKubeConfig(kubeconfig).call().getOutput();
      case "uninstall" ->
          Helm.uninstall(release).withNamespace(namespace).withKubeConfig(kubeconfig).call();
      default -> throw new AssertionError(this);
    };
  }

  private Helm helm() {
    return new Helm(Repository.at(chart.orElseThrow()));
  }

  private String install(Path kubeconfig, Path folder) {
    InstallCommand command =
        helm().install().withName(release).withNamespace(namespace).withKubeConfig(kubeconfig);
    set.forEach(command::set);
    values.map(folder::resolve).ifPresent(command::withValuesFile);
    if (switches.contains("--create-namespace")) {
      command.createNamespace();
    }
    return command.call().getOutput();
  }

  private String upgrade(Path kubeconfig, Path folder) {
    UpgradeCommand command =
        helm().upgrade().withName(release).withNamespace(namespace).withKubeConfig(kubeconfig);
    set.forEach(command::set);
    values.map(folder::resolve).ifPresent(command::withValuesFile);
    if (switches.contains("--reuse-values")) {
      command.reuseValues();
    }
    return command.call().getOutput();
  }
}
