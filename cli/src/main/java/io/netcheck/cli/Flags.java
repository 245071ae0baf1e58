// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import io.netcheck.daemon.settings.Setting;
import io.netcheck.daemon.settings.SettingProblem;
import io.netcheck.daemon.settings.Settings;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The flags of one command. Commands do not read the environment. */
record Flags(String command, String summary, List<Setting<?>> settings) {
  Flags {
    settings = List.copyOf(settings);
  }

  boolean wantsHelp(List<String> args) {
    return args.contains("--help") || args.contains("-h");
  }

  /** Takes what is neither a flag nor its value out of {@code args}. */
  List<String> takeOperands(List<String> args) {
    List<String> operands = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (!arg.startsWith("-")) {
        operands.add(args.remove(i--));
      } else if (!arg.contains("=") && !isSwitch(arg)) {
        i++;
      }
    }
    return operands;
  }

  private boolean isSwitch(String flag) {
    return settings.stream().anyMatch(setting -> setting.flag().equals(flag) && isSwitch(setting));
  }

  private static boolean isSwitch(Setting<?> setting) {
    return setting.fallback().equals("false");
  }

  /** What was given, for a message that says what was expected. */
  static String shown(List<String> operands) {
    return operands.isEmpty() ? "nothing" : String.join(" ", operands);
  }

  Settings read(List<String> args) {
    return new Settings(settings, Map.of(), args);
  }

  void printHelp(PrintStream out) {
    out.println("netcheck " + command + ": " + summary);
    out.println();
    for (Setting<?> setting : settings) {
      boolean isSwitch = isSwitch(setting);
      out.println("  " + setting.flag() + (isSwitch ? "" : " VALUE"));
      out.println("      " + setting.meaning());
      if (!isSwitch) {
        out.println(
            "      Expects "
                + setting.form().expected()
                + (setting.fallback().isEmpty() ? "." : "; default " + setting.fallback() + "."));
      }
    }
  }

  /** Names the flag and not the environment variable, because commands only have flags. */
  private SettingProblem byFlag(SettingProblem problem) {
    return settings.stream()
        .filter(setting -> setting.key().equals(problem.key()))
        .findFirst()
        .map(setting -> new SettingProblem(setting.flag(), problem.value(), problem.expected()))
        .orElse(problem);
  }

  /** The command without its operands. */
  private String name() {
    int space = command.indexOf(' ');
    return space < 0 ? command : command.substring(0, space);
  }

  /** Whether anything was wrong; if so, it has been said. */
  boolean hasProblems(Settings given, PrintStream err) {
    for (SettingProblem problem : given.problems()) {
      err.println("netcheck " + name() + ": " + byFlag(problem));
    }
    return !given.problems().isEmpty();
  }
}
