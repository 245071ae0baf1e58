// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands that the launcher {@code netcheck} runs, with its flags. */
final class Launcher {
  private final Path root;
  private final String script;

  Launcher(Path root) throws IOException {
    this.root = root;
    this.script = Files.readString(root.resolve("netcheck"));
  }

  List<String> agent() {
    List<String> command = java("small_heap");
    Path cache = root.resolve("agent/target/netcheck-agent.aot");
    if (Files.exists(cache)) {
      command.add("-XX:AOTCache=" + cache);
    }
    command.addAll(List.of("-jar", jar("agent", "agent")));
    return command;
  }

  List<String> exporter() {
    List<String> command = java("exporter_heap");
    command.addAll(List.of("-jar", jar("server", "exporter")));
    return command;
  }

  /** Starts a class of the lab instead of the agent. */
  List<String> agentBy(Class<?> main) {
    List<String> command = java("small_heap");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    return command;
  }

  private String jar(String module, String program) {
    Path jar = root.resolve(module).resolve("target/netcheck-" + program + ".jar");
    if (!Files.exists(jar)) {
      throw new IllegalStateException(jar + " is missing: build with mvn -B -pl lab -am package");
    }
    return jar.toString();
  }

  private List<String> java(String flags) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags(flags));
    command.addAll(flags("common"));
    return command;
  }

  List<String> flags(String variable) {
    Matcher line = Pattern.compile("(?m)^" + variable + "=\"(.*)\"$").matcher(script);
    if (!line.find()) {
      throw new IllegalStateException("the launcher has no " + variable);
    }
    return List.of(line.group(1).split(" ", -1));
  }
}
