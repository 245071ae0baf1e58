// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.settings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;

/**
 * The values of a process's settings. A flag overrides the environment, and the environment
 * overrides the default. All problems are collected, so that they can be printed together. Not
 * thread-safe: read once, at the start.
 */
public final class Settings {
  /**
   * The variables that Kubernetes adds to the environment of a pod if a Service is called {@code
   * netcheck…} (container links, "Accessing Services" in its documentation). They are no typing
   * errors.
   */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          ".*_SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)|.*_PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?");

  private static final Pattern SERVICE_LINK_VALUE = Pattern.compile("(tcp|udp|sctp)://.*");

  private final Map<String, Setting<?>> known = new TreeMap<>();
  private final Map<String, String> given = new HashMap<>();
  private final Map<String, Object> values = new HashMap<>();
  private final List<SettingProblem> problems = new ArrayList<>();

  /**
   * @param known every setting that the process has
   * @param args flags only, as {@code --key value} or {@code --key=value}
   */
  public Settings(
      Collection<Setting<?>> known, Map<String, String> environment, List<String> args) {
    Map<String, String> keyByFlag = new TreeMap<>();
    for (Setting<?> setting : known) {
      this.known.put(setting.key(), setting);
      keyByFlag.put(setting.flag(), setting.key());
      setting.aliases().forEach(alias -> keyByFlag.put(alias, setting.key()));
    }
    readEnvironment(new TreeMap<>(environment));
    readFlags(keyByFlag, args);
  }

  private void readEnvironment(Map<String, String> environment) {
    environment.forEach((key, value) -> {
      if (known.containsKey(key)) {
        given.put(key, value.strip());
      } else if (key.startsWith(Setting.PREFIX) && !isServiceLink(key, value)) {
        problems.add(
            new SettingProblem(key, value, "a known setting" + nearest(key, known.keySet())));
      }
    });
  }

  private static boolean isServiceLink(String key, String value) {
    return SERVICE_LINK.matcher(key).matches()
        || (key.endsWith("_PORT") && SERVICE_LINK_VALUE.matcher(value).matches());
  }

  private void readFlags(Map<String, String> keyByFlag, List<String> args) {
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      int equals = arg.indexOf('=');
      String flag = equals < 0 ? arg : arg.substring(0, equals);
      String key = keyByFlag.get(flag);
      if (!flag.startsWith("--")) {
        problems.add(new SettingProblem(arg, "", "a flag that begins with --"));
      } else if (key == null) {
        problems.add(
            new SettingProblem(arg, "", "a known flag" + nearest(flag, keyByFlag.keySet())));
        // The next argument is its value. It must not be reported as a second problem.
        boolean valued = equals < 0 && i + 1 < args.size() && !args.get(i + 1).startsWith("--");
        i += valued ? 1 : 0;
      } else if (equals >= 0) {
        given.put(key, arg.substring(equals + 1));
      } else if (i + 1 < args.size() && !args.get(i + 1).startsWith("--")) {
        given.put(key, args.get(++i));
      } else if (isSwitch(Objects.requireNonNull(known.get(key)))) {
        given.put(key, "true");
      } else {
        problems.add(new SettingProblem(flag, "", "a value after it"));
      }
    }
  }

  private static boolean isSwitch(Setting<?> setting) {
    return setting.fallback().equals("true") || setting.fallback().equals("false");
  }

  /** The value of {@code setting}. A wrong value is noted once, and the default returned. */
  @SuppressWarnings("unchecked") // The same setting parsed the value.
  public <T> T get(Setting<T> setting) {
    Object known = values.get(setting.key());
    if (known != null) {
      return (T) known;
    }
    T value = parse(setting);
    values.put(setting.key(), value);
    return value;
  }

  private <T> T parse(Setting<T> setting) {
    String text = given.getOrDefault(setting.key(), "");
    if (!text.isEmpty()) {
      try {
        return setting.form().parser().parse(text);
      } catch (IllegalArgumentException e) {
        String more =
            e instanceof NumberFormatException || e.getMessage() == null
                ? setting.form().expected()
                : setting.form().expected() + " (" + e.getMessage() + ")";
        problems.add(new SettingProblem(setting.key(), text, more));
      }
    }
    return setting.form().parser().parse(setting.fallback());
  }

  /** Whether {@code setting} has a value of its own. An empty value counts as unset. */
  public boolean isGiven(Setting<?> setting) {
    return !given.getOrDefault(setting.key(), "").isEmpty();
  }

  /** Notes a problem that only the combination of several settings shows. */
  public void problem(Setting<?> setting, String expected) {
    problems.add(
        new SettingProblem(setting.key(), given.getOrDefault(setting.key(), ""), expected));
  }

  /** All problems, in the order in which they were found. */
  public List<SettingProblem> problems() {
    return List.copyOf(problems);
  }

  private static String nearest(String text, Collection<String> candidates) {
    // All settings share the prefix, and the prefix itself can be what is missing or too much.
    String meant = withoutPrefix(text);
    ToIntFunction<String> far = candidate -> distance(meant, withoutPrefix(candidate));
    Optional<String> nearest =
        candidates.stream()
            .min(Comparator.comparingInt(far))
            .filter(candidate -> far.applyAsInt(candidate) <= Math.max(3, meant.length() / 2));
    return nearest.map(name -> "; did you mean " + name + "?").orElse("");
  }

  private static String withoutPrefix(String key) {
    return key.startsWith(Setting.PREFIX) ? key.substring(Setting.PREFIX.length()) : key;
  }

  /** Levenshtein's edit distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitution, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
