// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli.docs;

import io.netcheck.agent.AgentSettings;
import io.netcheck.cli.Main;
import io.netcheck.daemon.settings.Setting;
import io.netcheck.server.ServerSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The flags that each command really takes. */
final class Commands {
  private static final Pattern FLAG = Pattern.compile("(?m)^  (--[a-z-]+)");

  private Commands() {}

  static Set<String> flags(String command) throws IOException, InterruptedException {
    Set<String> flags = new TreeSet<>(Set.of("--help"));
    switch (command) {
      case "agent" -> add(flags, AgentSettings.ALL);
      case "exporter" -> add(flags, ServerSettings.ALL);
      default -> {
        Matcher matcher = FLAG.matcher(help(command));
        while (matcher.find()) {
          flags.add(matcher.group(1));
        }
      }
    }
    return flags;
  }

  private static void add(Set<String> flags, List<Setting<?>> settings) {
    flags.addAll(Set.of("--check-config", "--version"));
    settings.forEach(setting -> flags.add(setting.flag()));
  }

  /** What the command says itself, in a process of its own as the launcher starts it. */
  private static String help(String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                command,
                "--help")
            .redirectErrorStream(true)
            .start();
    try (var out = process.inputReader(StandardCharsets.UTF_8)) {
      String help = String.join("\n", out.lines().toList());
      if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new AssertionError(command + " has no --help: " + help);
      }
      return help;
    } finally {
      process.destroyForcibly();
    }
  }
}
